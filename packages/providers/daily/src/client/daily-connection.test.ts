import { installFakeMedia } from '@patchbay/conformance';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { eventsOf, fakeConsult, outgoing, settled } from '../../fixtures/fake-consult.ts';

let uninstall: () => void = () => undefined;
beforeAll(() => void (uninstall = installFakeMedia()));
afterAll(() => uninstall());
afterEach(() => void vi.useRealTimers());

async function consult() {
  const fake = fakeConsult();
  const doctor = await fake.join('doctor');
  const patient = await fake.join('patient');
  await settled();
  return { ...fake, doctor, patient };
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
    const { doctor } = await consult();
    const camera = outgoing('camera');
    const give = vi.spyOn(doctor.call, 'setInputDevicesAsync');
    const id = await doctor.connection.publish(camera);
    expect(give).toHaveBeenCalledExactlyOnceWith({ videoSource: camera.track });
    await doctor.connection.setMuted(id, true);
    await doctor.connection.unpublish(id);
    await doctor.connection.disconnect();
    expect([camera.track.readyState, camera.track.enabled]).toEqual(['live', true]);
  });

  test('the same source again is another publication', async () => {
    const { doctor, patient } = await consult();
    const first = await doctor.connection.publish(outgoing('screen'));
    await settled();
    await doctor.connection.unpublish(first);
    const second = await doctor.connection.publish(outgoing('screen'));
    await settled();
    expect(second).not.toBe(first);
    expect(eventsOf(patient, 'media-removed').map(({ id }) => id)).toEqual([first]);
    expect(eventsOf(patient, 'media-added').at(-1)?.media.id).toBe(second);
  });

  test('one thing happens at a time, whatever is asked at once', async () => {
    const { doctor, patient } = await consult();
    const { connection } = doctor;
    const ids = await Promise.all([
      connection.publish(outgoing('screen')),
      connection.publish(outgoing('screen-audio')),
      connection.publish(outgoing('camera')),
    ]);
    await Promise.all(ids.map((id) => connection.setMuted(id, true)));
    await settled();
    expect(new Set(ids).size).toBe(3);
    expect(eventsOf(patient, 'media-added').map(({ media }) => media.id)).toEqual(
      expect.arrayContaining(ids),
    );
  });

  test('that fails stops nothing after it', async () => {
    const { doctor } = await consult();
    const failure = { error: { type: 'not-found' } };
    vi.spyOn(doctor.call, 'setInputDevicesAsync').mockRejectedValueOnce(failure);
    const failing = doctor.connection.publish(outgoing('camera'));
    const next = doctor.connection.publish(outgoing('microphone'));
    await expect(failing).rejects.toMatchObject({ code: 'device-not-found', vendorCode: 'not-found' });
    await expect(next).resolves.toEqual(expect.any(String));
  });

  test('asks for what is published', async () => {
    const { doctor } = await consult();
    const { connection } = doctor;
    const gone = await connection.publish(outgoing('camera'));
    await connection.unpublish(gone);
    for (const doing of [
      connection.unpublish(gone),
      connection.setMuted('made-up', true),
      connection.replace(gone, outgoing('camera')),
    ])
      await expect(doing).rejects.toMatchObject({ code: 'not-published', provider: 'daily' });
  });
});

describe('muting', () => {
  test('turns Daily’s own slots off and on', async () => {
    const { doctor } = await consult();
    const [audio, video] = [vi.spyOn(doctor.call, 'setLocalAudio'), vi.spyOn(doctor.call, 'setLocalVideo')];
    const microphone = await doctor.connection.publish(outgoing('microphone', true));
    const camera = await doctor.connection.publish(outgoing('camera'));
    await doctor.connection.setMuted(microphone, false);
    await doctor.connection.setMuted(camera, true);
    expect(audio.mock.calls).toEqual([[false], [true]]);
    expect(video.mock.calls).toEqual([[true], [false]]);
  });

  test('is told to the others, and to who comes later', async () => {
    const { doctor, patient, join } = await consult();
    const id = await doctor.connection.publish(outgoing('microphone'));
    await settled();
    await doctor.connection.setMuted(id, true);
    await settled();
    expect(eventsOf(patient, 'media-muted')).toEqual([{ type: 'media-muted', id, muted: true }]);
    const late = await join('late');
    expect(eventsOf(late, 'media-added').map(({ media }) => [media.id, media.muted])).toEqual([[id, true]]);
  });
});

describe('replacing', () => {
  test('a camera keeps its publication, and stays muted', async () => {
    const { doctor, patient } = await consult();
    const id = await doctor.connection.publish(outgoing('camera', true));
    const other = outgoing('camera', true);
    const [give, turn] = [
      vi.spyOn(doctor.call, 'setInputDevicesAsync'),
      vi.spyOn(doctor.call, 'setLocalVideo'),
    ];
    await doctor.connection.replace(id, other);
    await settled();
    expect(give).toHaveBeenCalledExactlyOnceWith({ videoSource: other.track });
    expect(turn.mock.calls).toEqual([[false]]);
    expect(eventsOf(patient, 'media-removed')).toEqual([]);
  });

  test('a screen ends the track that was there before the next begins', async () => {
    const { doctor } = await consult();
    const id = await doctor.connection.publish(outgoing('screen'));
    const [stop, begin] = [
      vi.spyOn(doctor.call, 'stopCustomTrack'),
      vi.spyOn(doctor.call, 'startCustomTrack'),
    ];
    await doctor.connection.replace(id, outgoing('screen'));
    expect(stop).toHaveBeenCalledBefore(begin);
  });
});

describe('messages', () => {
  test('go to everybody else, or to one', async () => {
    const { doctor, patient, join } = await consult();
    const nurse = await join('nurse');
    await doctor.connection.send('to all', undefined);
    await doctor.connection.send({ to: 'one' }, 'patient');
    await settled();
    const all = { type: 'message', from: 'doctor', message: 'to all' };
    expect(eventsOf(patient, 'message')).toEqual([all, { ...all, message: { to: 'one' } }]);
    expect(eventsOf(nurse, 'message')).toEqual([all]);
    expect(eventsOf(doctor, 'message')).toEqual([]);
  });

  test('to nobody are refused, to oneself too', async () => {
    const { doctor } = await consult();
    for (const to of ['nobody', 'doctor'])
      await expect(doctor.connection.send('hello', to)).rejects.toMatchObject({
        code: 'participant-not-found',
      });
  });

  test('that daily-js throws at are refused as ours', async () => {
    const { doctor } = await consult();
    const sending = doctor.connection.send('x'.repeat(5000), undefined);
    await expect(sending).rejects.toMatchObject({ code: 'provider-failure', provider: 'daily' });
  });

  test('of the most bytes that the capabilities say fit', async () => {
    const { doctor, patient } = await consult();
    const message = 'x'.repeat(4078);
    await doctor.connection.send(message, undefined);
    await settled();
    expect(eventsOf(patient, 'message')).toMatchObject([{ message }]);
  });
});

test('statistics name what goes out and comes in, and tell the round trip', async () => {
  const { doctor, patient } = await consult();
  const camera = await doctor.connection.publish(outgoing('camera'));
  const microphone = await patient.connection.publish(outgoing('microphone'));
  await settled();
  expect(await doctor.connection.stats()).toMatchObject({
    at: 1000,
    roundTripSeconds: 0.05,
    outbound: [{ publicationId: camera, source: 'camera', kind: 'video', bytesSent: undefined }],
    inbound: [{ publicationId: microphone, participantId: 'patient', source: 'microphone', kind: 'audio' }],
  });
});

describe('disconnecting', () => {
  test('reports nothing more and is seen by the others', async () => {
    const { doctor, patient } = await consult();
    const before = doctor.events.length;
    await doctor.connection.disconnect();
    await settled();
    expect(doctor.events).toHaveLength(before);
    expect(eventsOf(patient, 'roster').at(-1)?.participants).toEqual([]);
  });

  test('does not wait for good for a call machine that is gone', async () => {
    const { doctor } = await consult();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    vi.spyOn(doctor.call, 'destroy').mockReturnValue(new Promise(() => undefined));
    const leaving = doctor.connection.disconnect();
    await vi.advanceTimersByTimeAsync(2000);
    await expect(leaving).resolves.toBeUndefined();
  });
});
