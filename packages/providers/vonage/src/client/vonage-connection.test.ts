import { describe, expect, test } from 'vitest';
import { eventsOf, fakeConsult, outgoing, room, settled } from '../../fixtures/fake-consult.ts';
import { vonageFailure } from '../../fixtures/fake-vonage-cloud.ts';

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
  ] as const)('%s arrives as what it is, with its track', async (source, kind) => {
    const { doctor, patient } = await consult();
    const id = await doctor.connection.publish(outgoing(source));
    await settled();
    const [added] = eventsOf(patient, 'media-added');
    expect(added?.media).toMatchObject({ id, participantId: 'doctor', source, kind, muted: false });
    expect(added?.media.track?.kind).toBe(kind);
    expect(eventsOf(doctor, 'media-added')).toEqual([]);
  });

  test('hands the SDK one track, and no device', async () => {
    const { doctor } = await consult();
    await doctor.connection.publish(outgoing('camera', true));
    expect(doctor.page.publishers.map(({ properties }) => properties)).toEqual([
      {
        insertDefaultUI: false,
        disableAudioInputDeviceManagement: true,
        name: 'camera',
        audioSource: null,
        videoSource: expect.objectContaining({ kind: 'video' }),
        publishAudio: false,
        publishVideo: false,
      },
    ]);
  });

  test('muted arrives muted, and nothing is sent', async () => {
    const { doctor, patient } = await consult();
    const id = await doctor.connection.publish(outgoing('microphone', true));
    await settled();
    expect(eventsOf(patient, 'media-added')).toMatchObject([{ media: { id, muted: true } }]);
    expect(doctor.page.publishers[0]?.track.enabled).toBe(false);
  });

  test('that is refused leaves nothing on, and the session’s track as it was', async () => {
    const { cloud, doctor } = await consult();
    const media = outgoing('camera');
    cloud.publishing = vonageFailure('OT_PERMISSION_DENIED', 1500);
    await expect(doctor.connection.publish(media)).rejects.toMatchObject({ code: 'not-allowed' });
    expect(doctor.page.publishers[0]?.isDestroyed).toBe(true);
    expect([media.track.readyState, media.track.enabled]).toEqual(['live', true]);
  });

  test('a device in place of a track is refused', async () => {
    const { doctor } = await consult();
    const media = { source: 'camera', kind: 'video', muted: false, track: undefined, deviceId: 'x' } as const;
    await expect(doctor.connection.publish(media)).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('a publication', () => {
  test.each(['microphone', 'camera'] as const)('of a %s is told as muted, and as unmuted', async (source) => {
    const { doctor, patient } = await consult();
    const media = outgoing(source);
    const id = await doctor.connection.publish(media);
    await settled();
    media.track.enabled = false;
    await doctor.connection.setMuted(id, true);
    await settled();
    await doctor.connection.setMuted(id, false);
    // The session lets it through only now.
    expect(doctor.page.publishers[0]?.track.enabled).toBe(false);
    media.track.enabled = true;
    expect(doctor.page.publishers[0]?.track.enabled).toBe(true);
    await settled();
    expect(eventsOf(patient, 'media-muted')).toEqual([
      { type: 'media-muted', id, muted: true },
      { type: 'media-muted', id, muted: false },
    ]);
  });

  test('is taken back, and the session’s track goes on', async () => {
    const { doctor, patient } = await consult();
    const media = outgoing('camera');
    const id = await doctor.connection.publish(media);
    await settled();
    await doctor.connection.unpublish(id);
    await settled();
    expect(eventsOf(patient, 'media-removed')).toEqual([{ type: 'media-removed', id }]);
    expect([media.track.readyState, media.track.enabled]).toEqual(['live', true]);
    await expect(doctor.connection.setMuted(id, true)).rejects.toMatchObject({ code: 'not-published' });
  });

  test('is not exchanged in place', async () => {
    const { doctor } = await consult();
    const id = await doctor.connection.publish(outgoing('camera'));
    const replacing = doctor.connection.replace(id, outgoing('camera'));
    await expect(replacing).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('messages', () => {
  test('reach the others with who sent them, and not oneself', async () => {
    const { doctor, patient } = await consult();
    await doctor.connection.send({ hello: ['all'] }, undefined);
    await settled();
    expect(eventsOf(patient, 'message')).toEqual([
      { type: 'message', from: 'doctor', message: { hello: ['all'] } },
    ]);
    expect(eventsOf(doctor, 'message')).toEqual([]);
  });

  test('to one reach that one only', async () => {
    const { doctor, patient, join } = await consult();
    const nurse = await join('nurse');
    await settled();
    await doctor.connection.send('for you', 'nurse');
    await settled();
    expect(eventsOf(nurse, 'message')).toHaveLength(1);
    expect(eventsOf(patient, 'message')).toEqual([]);
  });

  test('to nobody are refused', async () => {
    const { doctor } = await consult();
    const sending = doctor.connection.send('hello', 'nobody');
    await expect(sending).rejects.toMatchObject({ code: 'participant-not-found' });
  });

  test('that the SDK refuses are told as what it says', async () => {
    const { doctor } = await consult();
    doctor.page.session(room).signal = () => Promise.reject(vonageFailure('OT_RATE_LIMIT_EXCEEDED', 429));
    const sending = doctor.connection.send('hello', undefined);
    await expect(sending).rejects.toMatchObject({ code: 'not-allowed', retryable: true });
  });

  test.each([
    ['of the server', { from: null, data: '"hello"' }],
    ['that are no JSON', { from: { connectionId: 'c', creationTime: 1, data: '' }, data: 'hello' }],
    ['without data', { from: { connectionId: 'c', creationTime: 1, data: '' } }],
  ])('%s are none of ours', async (_name, event) => {
    const { doctor } = await consult();
    doctor.page.session(room).emit('signal:patchbay', event);
    expect(eventsOf(doctor, 'message')).toEqual([]);
  });
});

describe('statistics', () => {
  test('name what is sent, summed over all who receive it, and what is received', async () => {
    const { doctor, patient } = await consult();
    const id = await doctor.connection.publish(outgoing('camera'));
    await settled();
    const sent = await doctor.connection.stats();
    expect(sent).toMatchObject({ at: 1000, roundTripSeconds: 0.05, inbound: [] });
    expect(sent.outbound).toMatchObject([
      { publicationId: id, source: 'camera', kind: 'video', bytesSent: 8000, frameWidth: 600 },
    ]);
    const { inbound, outbound } = await patient.connection.stats();
    expect(outbound).toEqual([]);
    expect(inbound).toMatchObject([
      {
        publicationId: id,
        participantId: 'doctor',
        source: 'camera',
        bytesReceived: 5000,
        jitterSeconds: 0.01,
      },
    ]);
  });

  test('of what nobody receives have no figures', async () => {
    const { join } = fakeConsult();
    const { connection } = await join('doctor');
    await connection.publish(outgoing('camera'));
    const { outbound, roundTripSeconds } = await connection.stats();
    expect(outbound).toMatchObject([{ source: 'camera', bytesSent: undefined }]);
    expect(roundTripSeconds).toBeUndefined();
  });
});

describe('leaving', () => {
  test('reports nothing more, and leaves the session’s tracks alone', async () => {
    const { doctor, patient } = await consult();
    const media = outgoing('camera');
    await doctor.connection.publish(media);
    await settled();
    doctor.events.length = 0;
    await doctor.connection.disconnect();
    await settled();
    expect(doctor.events).toEqual([]);
    expect([media.track.readyState, media.track.enabled]).toEqual(['live', true]);
    expect(eventsOf(patient, 'participant-left')).toHaveLength(1);
  });

  test('resolves also where the SDK cannot say goodbye', async () => {
    const { doctor } = await consult();
    doctor.page.session(room).disconnect = () => Promise.reject(new Error('gone'));
    await expect(doctor.connection.disconnect()).resolves.toBeUndefined();
  });
});
