import { describe, expect, test, vi } from 'vitest';
import { eventsOf, fakeConsult, outgoing, settled } from '../../fixtures/fake-consult.ts';
import { twilioFailure } from '../../fixtures/fake-twilio-sdk.ts';

async function consult() {
  const fake = fakeConsult();
  const doctor = await fake.join('doctor');
  const patient = await fake.join('patient');
  const sent = () => fake.seat('doctor').sent.filter(({ kind }) => kind !== 'data');
  return { ...fake, doctor, patient, sent };
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

  test('muted arrives muted, and nothing is sent', async () => {
    const { doctor, patient, sent } = await consult();
    const id = await doctor.connection.publish(outgoing('microphone', true));
    await settled();
    expect(eventsOf(patient, 'media-added')).toMatchObject([{ media: { id, muted: true } }]);
    expect(sent()[0]?.track?.enabled).toBe(false);
  });

  test('again takes another name: two of one name are refused', async () => {
    const { doctor, sent } = await consult();
    const first = await doctor.connection.publish(outgoing('camera'));
    await doctor.connection.unpublish(first);
    await settled();
    await doctor.connection.publish(outgoing('camera'));
    expect(sent().map(({ name }) => name)).toEqual(['camera-2']);
  });

  test('that the room refuses leaves nothing on', async () => {
    const { doctor, seat } = await consult();
    const media = outgoing('camera');
    seat('doctor').localParticipant.publishTrack = () => Promise.reject(twilioFailure(53203));
    const publishing = doctor.connection.publish(media);
    await expect(publishing).rejects.toMatchObject({ code: 'not-allowed', vendorCode: '53203' });
    expect([media.track.readyState, media.track.enabled]).toEqual(['live', true]);
  });

  test('a device in place of a track is refused', async () => {
    const { doctor } = await consult();
    const media = { source: 'camera', kind: 'video', muted: false, track: undefined, deviceId: 'x' } as const;
    await expect(doctor.connection.publish(media)).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('a publication', () => {
  test('follows the session’s track at once, before anybody is told', async () => {
    const { doctor, patient, sent } = await consult();
    const media = outgoing('microphone');
    await doctor.connection.publish(media);
    media.track.enabled = false;
    expect(sent()[0]?.track?.enabled).toBe(false);
    await settled();
    expect(eventsOf(patient, 'media-muted')).toEqual([]);
  });

  test('that the session has silenced already is told as muted, and as unmuted', async () => {
    const { doctor, patient, sent } = await consult();
    const media = outgoing('microphone');
    const id = await doctor.connection.publish(media);
    media.track.enabled = false;
    await doctor.connection.setMuted(id, true);
    await settled();
    await doctor.connection.setMuted(id, false);
    // The session lets it through only now.
    expect(sent()[0]?.track?.enabled).toBe(false);
    media.track.enabled = true;
    await settled();
    expect(sent()[0]?.track?.enabled).toBe(true);
    expect(eventsOf(patient, 'media-muted')).toEqual([
      { type: 'media-muted', id, muted: true },
      { type: 'media-muted', id, muted: false },
    ]);
  });

  test('is off when the session closes the camera', async () => {
    const { doctor, sent } = await consult();
    const media = outgoing('camera');
    await doctor.connection.publish(media);
    media.track.stop();
    expect(sent()[0]?.track?.readyState).toBe('ended');
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

describe('statistics', () => {
  test('name what is sent and what is received, and not the data tracks', async () => {
    const { doctor, patient } = await consult();
    const id = await doctor.connection.publish(outgoing('camera'));
    await settled();
    const sent = await doctor.connection.stats();
    expect(sent).toMatchObject({ at: 1000, roundTripSeconds: 0.05, inbound: [] });
    expect(sent.outbound).toMatchObject([
      { publicationId: id, source: 'camera', kind: 'video', bytesSent: 4000, frameWidth: 600 },
    ]);
    const { inbound, outbound } = await patient.connection.stats();
    expect(outbound).toEqual([]);
    expect(inbound).toMatchObject([
      {
        publicationId: id,
        participantId: 'doctor',
        source: 'camera',
        kind: 'video',
        bytesReceived: 5000,
        packetsLost: undefined,
        jitterSeconds: 0.01,
        freezeCount: 2,
      },
    ]);
  });

  test('that the SDK cannot give are a failure with its cause', async () => {
    const { doctor, seat } = await consult();
    const cause = new Error('no statistics');
    seat('doctor').getStats = () => Promise.reject(cause);
    await expect(doctor.connection.stats()).rejects.toMatchObject({ code: 'provider-failure', cause });
  });
});

describe('leaving', () => {
  test('reports nothing more, and leaves the session’s tracks alone', async () => {
    const { doctor } = await consult();
    const media = outgoing('camera');
    await doctor.connection.publish(media);
    await settled();
    doctor.events.length = 0;
    await doctor.connection.disconnect();
    await settled();
    expect(doctor.events).toEqual([]);
    expect([media.track.readyState, media.track.enabled]).toEqual(['live', true]);
  });

  test('while reconnecting waits to say goodbye', async () => {
    const { doctor, patient, seat } = await consult();
    const doctorSeat = seat('doctor');
    doctorSeat.interrupt();
    await settled();
    const leaving = doctor.connection.disconnect();
    await settled();
    expect(doctorSeat.state).toBe('reconnecting');
    doctorSeat.restore();
    await leaving;
    await settled();
    expect(eventsOf(patient, 'participant-left')).toHaveLength(1);
  });

  test('while reconnecting does not wait for ever', async () => {
    const { doctor, seat } = await consult();
    const doctorSeat = seat('doctor');
    doctorSeat.interrupt();
    await settled();
    vi.useFakeTimers();
    try {
      const leaving = doctor.connection.disconnect();
      await vi.advanceTimersByTimeAsync(2000);
      await leaving;
      expect(doctorSeat.state).toBe('disconnected');
    } finally {
      vi.useRealTimers();
    }
  });
});
