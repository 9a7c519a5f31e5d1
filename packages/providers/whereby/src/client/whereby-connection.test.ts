import { installFakeMedia } from '@patchbay/conformance';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf, fakeConsult, outgoing, settled } from '../../fixtures/fake-consult.ts';

let uninstall: () => void = () => undefined;
beforeAll(() => void (uninstall = installFakeMedia()));
afterAll(() => uninstall());

async function consult() {
  const fake = fakeConsult();
  const doctor = await fake.join('doctor');
  const patient = await fake.join('patient');
  await settled();
  const sentBy = ({ client }: typeof doctor) =>
    [...client.peers.values()].flatMap(({ pc }) => pc.getSenders()).map(({ track }) => track);
  return { ...fake, doctor, patient, sentBy };
}

describe('publishing', () => {
  test.each([
    ['camera', 'video'],
    ['microphone', 'audio'],
    ['screen', 'video'],
    ['screen-audio', 'audio'],
  ] as const)('%s arrives as what it is', async (source, kind) => {
    const { doctor, patient } = await consult();
    const id = await doctor.connection.publish(outgoing(source));
    await settled();
    expect(eventsOf(patient, 'media-added').map(({ media }) => media)).toMatchObject([
      { id, participantId: 'doctor', source, kind, muted: false, track: { kind } },
    ]);
    expect(eventsOf(doctor, 'media-added')).toEqual([]);
  });

  test('sends the session’s own track, and stops or disables it never', async () => {
    const { doctor, sentBy } = await consult();
    const camera = outgoing('camera');
    const id = await doctor.connection.publish(camera);
    await settled();
    expect(sentBy(doctor)).toContain(camera.track);
    await doctor.connection.setMuted(id, true);
    await doctor.connection.unpublish(id);
    await doctor.connection.disconnect();
    expect([camera.track.readyState, camera.track.enabled]).toEqual(['live', true]);
  });

  test('negotiates nothing: as many tracks go out as before', async () => {
    const { doctor, sentBy } = await consult();
    const before = sentBy(doctor);
    const id = await doctor.connection.publish(outgoing('camera'));
    await settled();
    expect(sentBy(doctor)).toHaveLength(before.length);
    await doctor.connection.unpublish(id);
    await settled();
    expect(sentBy(doctor)).toEqual(before);
  });

  test('and replacing at once ends with the last track', async () => {
    const { doctor, sentBy } = await consult();
    const [first, second] = [outgoing('camera'), outgoing('camera')];
    const id = await doctor.connection.publish(first);
    await doctor.connection.replace(id, second);
    await settled();
    expect(sentBy(doctor)).toContain(second.track);
    expect(sentBy(doctor)).not.toContain(first.track);
  });

  test('without a track is refused', async () => {
    const { doctor } = await consult();
    const media = { source: 'camera', kind: 'video', muted: false, track: undefined, deviceId: 'x' } as const;
    await expect(doctor.connection.publish(media)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test('a screen goes on while its sound does', async () => {
    const { doctor, patient } = await consult();
    const screen = await doctor.connection.publish(outgoing('screen'));
    const sound = await doctor.connection.publish(outgoing('screen-audio'));
    await doctor.connection.unpublish(screen);
    await settled();
    expect(eventsOf(patient, 'media-removed')).toEqual([{ type: 'media-removed', id: screen }]);
    expect(doctor.client.share).toBeDefined();
    await doctor.connection.unpublish(sound);
    await settled();
    expect(doctor.client.share).toBeUndefined();
  });

  test('again is one publication with the same id', async () => {
    const { doctor, patient } = await consult();
    const ids: string[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const id = await doctor.connection.publish(outgoing('screen'));
      await settled();
      await doctor.connection.unpublish(id);
      await settled();
      ids.push(id);
    }
    expect(new Set(ids).size).toBe(1);
    expect(eventsOf(patient, 'media-added')).toHaveLength(2);
    expect(eventsOf(patient, 'media-removed')).toHaveLength(2);
  });
});

describe('muting', () => {
  test('is told to the others, and to Whereby’s own clients', async () => {
    const { doctor, patient } = await consult();
    const id = await doctor.connection.publish(outgoing('microphone'));
    expect(Object.fromEntries(doctor.client.flags)).toEqual({ enable_audio: true, enable_video: false });
    await doctor.connection.setMuted(id, true);
    await settled();
    expect(doctor.client.flags.get('enable_audio')).toBe(false);
    expect(eventsOf(patient, 'media-muted')).toEqual([{ type: 'media-muted', id, muted: true }]);
  });

  test.each(['replace', 'unpublish', 'setMuted'] as const)('%s of what is not published', async (verb) => {
    const { doctor } = await consult();
    const id = await doctor.connection.publish(outgoing('camera'));
    await doctor.connection.unpublish(id);
    for (const unknown of [id, 'patient/camera', '']) {
      const asking = {
        replace: () => doctor.connection.replace(unknown, outgoing('camera')),
        unpublish: () => doctor.connection.unpublish(unknown),
        setMuted: () => doctor.connection.setMuted(unknown, true),
      }[verb]();
      await expect(asking).rejects.toMatchObject({ code: 'not-published' });
    }
  });
});

test('statistics are of the tracks that there are', async () => {
  const { doctor, patient } = await consult();
  const id = await doctor.connection.publish(outgoing('camera'));
  await settled();
  const sent = await doctor.connection.stats();
  expect(sent).toMatchObject({ at: 1000, roundTripSeconds: 0.02, inbound: [] });
  expect(sent.outbound).toMatchObject([
    { publicationId: id, source: 'camera', kind: 'video', bytesSent: 4000, frameWidth: 640 },
  ]);
  const received = await patient.connection.stats();
  expect(received.outbound).toEqual([]);
  expect(received.inbound).toMatchObject([
    { publicationId: id, participantId: 'doctor', source: 'camera', bytesReceived: 5000, packetsLost: 2 },
  ]);
});

test('a message waits for the room to come back', async () => {
  const { cloud, doctor, patient } = await consult();
  const restore = cloud.interrupt(doctor.client);
  await settled();
  let isSent = false;
  const sending = doctor.connection.send('during', undefined).then(() => (isSent = true));
  await settled();
  expect(isSent).toBe(false);
  restore();
  await sending;
  await settled();
  expect(eventsOf(patient, 'message')).toEqual([{ type: 'message', from: 'doctor', message: 'during' }]);
});

test('the SDK is not told of devices that come', async () => {
  const removed: unknown[] = [];
  const removeEventListener = (...given: readonly unknown[]) => void removed.push(given);
  Object.defineProperty(globalThis.navigator, 'mediaDevices', {
    value: { removeEventListener },
    configurable: true,
  });
  const { client } = await fakeConsult().join('doctor');
  Reflect.deleteProperty(globalThis.navigator, 'mediaDevices');
  expect(removed).toEqual([['devicechange', client.getStore().getState().localMedia.onDeviceChange]]);
});
