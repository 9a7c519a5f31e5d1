import { describe, expect, test } from 'vitest';
import { eventsOf, fakeConsult, outgoing, settled } from '../../fixtures/fake-consult.ts';

async function consult() {
  const fake = fakeConsult();
  const doctor = await fake.join('doctor');
  const patient = await fake.join('patient');
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
      { id, participantId: 'doctor', source, kind, muted: false },
    ]);
    expect(eventsOf(doctor, 'media-added')).toEqual([]);
  });

  test('muted arrives muted, and the track that LiveKit would enable stays disabled', async () => {
    const { doctor, patient } = await consult();
    const media = outgoing('camera', true);
    const id = await doctor.connection.publish(media);
    await settled();
    expect(eventsOf(patient, 'media-added')).toMatchObject([{ media: { id, muted: true } }]);
    expect(eventsOf(patient, 'media-muted')).toEqual([]);
    expect(media.track.enabled).toBe(false);
  });

  test('muted resolves when the other side can know of it, so that the camera may be closed at once', async () => {
    const { doctor, patient } = await consult();
    const media = outgoing('camera', true);
    const id = await doctor.connection.publish(media);
    media.track.stop();
    await settled();
    expect(eventsOf(patient, 'media-added')).toMatchObject([{ media: { id, muted: true } }]);
  });

  test('without permission is not allowed', async () => {
    const { cloud, doctor } = await consult();
    cloud.publishing = 'forbidden';
    await expect(doctor.connection.publish(outgoing('camera'))).rejects.toMatchObject({
      code: 'not-allowed',
      vendorCode: 'PublishTrackError',
    });
  });
});

describe('a publication', () => {
  test('is muted and unmuted for the other side and in the track that is sent', async () => {
    const { doctor, patient } = await consult();
    const media = outgoing('microphone');
    const id = await doctor.connection.publish(media);
    await doctor.connection.setMuted(id, true);
    expect(media.track.enabled).toBe(false);
    await doctor.connection.setMuted(id, false);
    expect(media.track.enabled).toBe(true);
    await settled();
    expect(eventsOf(patient, 'media-muted')).toEqual([
      { type: 'media-muted', id, muted: true },
      { type: 'media-muted', id, muted: false },
    ]);
    expect(eventsOf(doctor, 'media-muted')).toEqual([]);
  });

  test('takes another track in place and stops neither', async () => {
    const { doctor, patient } = await consult();
    const first = outgoing('camera');
    const second = outgoing('camera');
    const id = await doctor.connection.publish(first);
    await doctor.connection.replace(id, second);
    await settled();
    expect([first.track.readyState, second.track.readyState]).toEqual(['live', 'live']);
    expect(eventsOf(patient, 'media-removed')).toEqual([]);
    expect(eventsOf(patient, 'media-added')).toHaveLength(1);
  });

  test('that was muted is unmuted by a track that is not, after the exchange', async () => {
    const { doctor, patient } = await consult();
    const id = await doctor.connection.publish(outgoing('camera', true));
    const reopened = outgoing('camera');
    await doctor.connection.replace(id, reopened);
    await settled();
    expect(reopened.track.enabled).toBe(true);
    expect(eventsOf(patient, 'media-muted')).toEqual([{ type: 'media-muted', id, muted: false }]);
  });

  test('that sends is muted before a muted track comes in', async () => {
    const { doctor, patient } = await consult();
    const id = await doctor.connection.publish(outgoing('camera'));
    const covered = outgoing('camera', true);
    await doctor.connection.replace(id, covered);
    await settled();
    expect(covered.track.enabled).toBe(false);
    expect(eventsOf(patient, 'media-muted')).toEqual([{ type: 'media-muted', id, muted: true }]);
  });

  test('is taken back and its track goes on living', async () => {
    const { doctor, patient } = await consult();
    const media = outgoing('camera');
    const id = await doctor.connection.publish(media);
    await settled();
    await doctor.connection.unpublish(id);
    await settled();
    expect(media.track.readyState).toBe('live');
    expect(eventsOf(patient, 'media-removed')).toEqual([{ type: 'media-removed', id }]);
    await expect(doctor.connection.unpublish(id)).rejects.toMatchObject({ code: 'not-published' });
  });

  test('keeps its id through a full reconnect, in which LiveKit gives it another', async () => {
    const { cloud, room, doctor, patient } = await consult();
    const id = await doctor.connection.publish(outgoing('camera'));
    await settled();
    const client = cloud.client(room, 'doctor');
    cloud.interruptMedia(client);
    cloud.restore(client);
    await settled();
    const [, again] = eventsOf(patient, 'media-added');
    expect(again?.media.id).not.toBe(id);
    await doctor.connection.setMuted(id, true);
    await settled();
    expect(eventsOf(patient, 'media-muted')).toEqual([
      { type: 'media-muted', id: again?.media.id, muted: true },
    ]);
  });

  test.each(['replace', 'unpublish', 'setMuted'] as const)(
    'that is unknown is refused by %s',
    async (verb) => {
      const { doctor } = await consult();
      const verbs = {
        replace: () => doctor.connection.replace('TR_9', outgoing('camera')),
        unpublish: () => doctor.connection.unpublish('TR_9'),
        setMuted: () => doctor.connection.setMuted('TR_9', true),
      };
      await expect(verbs[verb]()).rejects.toMatchObject({ code: 'not-published' });
    },
  );
});

describe('messages', () => {
  test('go to everybody, or to the one they are for', async () => {
    const { doctor, patient, join } = await consult();
    const nurse = await join('nurse');
    await doctor.connection.send({ blood: 'taken', at: [1, null] }, undefined);
    await doctor.connection.send('for you', 'patient');
    await settled();
    const from = 'doctor';
    expect(eventsOf(patient, 'message')).toEqual([
      { type: 'message', from, message: { blood: 'taken', at: [1, null] } },
      { type: 'message', from, message: 'for you' },
    ]);
    expect(eventsOf(nurse, 'message')).toHaveLength(1);
    expect(eventsOf(doctor, 'message')).toEqual([]);
  });

  test('that the SDK finds too large are said to be', async () => {
    const { doctor } = await consult();
    const sending = doctor.connection.send('x'.repeat(64_001), undefined);
    await expect(sending).rejects.toMatchObject({ code: 'message-too-large' });
  });
});

test('stats add up simulcast layers and name who sent what', async () => {
  const { doctor, patient } = await consult();
  const id = await patient.connection.publish(outgoing('camera'));
  await settled();
  expect(await patient.connection.stats()).toEqual({
    at: 1_000,
    roundTripSeconds: 0.05,
    inbound: [],
    outbound: [
      {
        publicationId: id,
        source: 'camera',
        kind: 'video',
        bytesSent: 4000,
        packetsLost: 2,
        framesEncoded: 30,
        frameWidth: 640,
        frameHeight: 360,
      },
    ],
  });
  expect(await doctor.connection.stats()).toEqual({
    at: 1_000,
    roundTripSeconds: undefined,
    inbound: [
      {
        publicationId: id,
        participantId: 'patient',
        source: 'camera',
        kind: 'video',
        bytesReceived: 5000,
        packetsLost: 1,
        jitterSeconds: 0.01,
        framesDecoded: 50,
        frameWidth: 640,
        frameHeight: 360,
        freezeCount: 0,
      },
    ],
    outbound: [],
  });
});

test('leaving leaves the tracks alive, tells the others and reports nothing more', async () => {
  const { doctor, patient } = await consult();
  const media = outgoing('camera');
  await doctor.connection.publish(media);
  await patient.connection.publish(outgoing('camera'));
  await settled();
  const before = doctor.events.length;
  await doctor.connection.disconnect();
  await settled();
  expect(doctor.events).toHaveLength(before);
  expect(doctor.connection.native.state).toBe('disconnected');
  expect(media.track.readyState).toBe('live');
  expect(eventsOf(patient, 'roster').at(-1)).toEqual({ type: 'roster', participants: [] });
});
