import { describe, expect, test } from 'vitest';
import { eventsOf, fakeConsult, outgoing, settled } from '../../fixtures/fake-consult.ts';

async function consult() {
  const fake = fakeConsult();
  const doctor = await fake.join('doctor');
  const patient = await fake.join('patient');
  const client = fake.cloud.client(fake.room, 'doctor');
  doctor.events.length = 0;
  return { ...fake, doctor, patient, client };
}

describe('interruptions', () => {
  test('of signalling are told with their end', async () => {
    const { cloud, doctor, client } = await consult();
    cloud.interruptSignalling(client);
    cloud.restore(client);
    expect(doctor.events.map(({ type }) => type)).toEqual(['interrupted', 'roster', 'restored']);
    expect(eventsOf(doctor, 'interrupted')[0]?.scope).toBe('signalling');
  });

  test('of media make nobody leave, whatever the SDK says meanwhile', async () => {
    const { cloud, doctor, client } = await consult();
    cloud.interruptMedia(client);
    await settled();
    expect(doctor.events).toEqual([{ type: 'interrupted', scope: 'media' }]);
    cloud.restore(client);
    await settled();
    expect(doctor.events.slice(1)).toEqual([
      { type: 'roster', participants: [{ id: 'patient', userKey: 'user-of-patient' }] },
      { type: 'restored' },
    ]);
  });

  test('bring the media back afterwards', async () => {
    const { cloud, doctor, patient, client } = await consult();
    const id = await patient.connection.publish(outgoing('camera'));
    await settled();
    cloud.interruptMedia(client);
    cloud.restore(client);
    await settled();
    const media = doctor.events.filter(({ type }) => type.startsWith('media'));
    expect(media).toMatchObject([
      { type: 'media-added', media: { id } },
      { type: 'media-removed', id },
      { type: 'media-added', media: { id } },
    ]);
  });

  test('tell who left during them', async () => {
    const { cloud, room, doctor, client } = await consult();
    cloud.interruptMedia(client);
    cloud.kick(room, 'patient');
    cloud.restore(client);
    await settled();
    expect(eventsOf(doctor, 'roster').at(-1)?.participants).toEqual([]);
  });
});

describe('the end', () => {
  test('by the server removing this participant', async () => {
    const { cloud, room, doctor, patient } = await consult();
    cloud.kick(room, 'doctor');
    await settled();
    expect(doctor.events).toEqual([{ type: 'closed', reason: 'removed', error: undefined }]);
    expect(eventsOf(patient, 'roster').at(-1)?.participants).toEqual([]);
  });

  test('of the room comes to everybody', async () => {
    const { cloud, room, doctor, patient } = await consult();
    cloud.endRoom(room);
    await settled();
    for (const seat of [doctor, patient]) {
      expect(seat.events.at(-1)).toEqual({ type: 'closed', reason: 'room-ended', error: undefined });
    }
  });

  test('by a newer join of the same identity, which stays', async () => {
    const { doctor, patient, join } = await consult();
    const newer = await join('doctor');
    expect(doctor.events).toEqual([{ type: 'closed', reason: 'duplicate', error: undefined }]);
    expect(newer.connection.native.state).toBe('connected');
    await newer.connection.send('still here', undefined);
    await settled();
    expect(eventsOf(patient, 'message')).toHaveLength(1);
  });

  test('by the network comes with an error', async () => {
    const { cloud, doctor, client } = await consult();
    cloud.lose(client);
    expect(doctor.events).toMatchObject([
      { type: 'closed', reason: 'connection-lost', error: { code: 'connection-lost', retryable: true } },
    ]);
  });

  test('is the last that is told', async () => {
    const { cloud, room, doctor, client } = await consult();
    cloud.kick(room, 'doctor');
    await settled();
    client.emit('reconnected');
    client.emit('disconnected', 0);
    expect(doctor.events).toHaveLength(1);
  });
});

describe('what the room says', () => {
  test('who speaks, in its order', async () => {
    const { doctor, client } = await consult();
    const [patient] = client.remoteParticipants.values();
    client.emit('activeSpeakersChanged', [client.localParticipant, patient]);
    expect(doctor.events).toEqual([{ type: 'active-speakers', participantIds: ['doctor', 'patient'] }]);
  });

  test("how good a connection is, one's own without an id", async () => {
    const { doctor, client } = await consult();
    client.emit('connectionQualityChanged', 'poor', client.localParticipant);
    client.emit('connectionQualityChanged', 'excellent', client.remoteParticipants.get('patient'));
    expect(doctor.events).toEqual([
      { type: 'quality', participantId: undefined, quality: 'poor' },
      { type: 'quality', participantId: 'patient', quality: 'excellent' },
    ]);
  });

  test('that a track is paused and goes on', async () => {
    const { doctor, client } = await consult();
    client.emit('trackStreamStateChanged', { trackSid: 'TR_7' }, 'paused');
    client.emit('trackStreamStateChanged', { trackSid: 'TR_7' }, 'active');
    expect(doctor.events).toEqual([
      { type: 'media-paused', id: 'TR_7', paused: true },
      { type: 'media-paused', id: 'TR_7', paused: false },
    ]);
  });

  test('nothing of muting before the media is there', async () => {
    const { doctor, client } = await consult();
    client.emit('trackMuted', { trackSid: 'TR_7' }, client.remoteParticipants.get('patient'));
    expect(doctor.events).toEqual([]);
  });

  const bytes = (text: string) => new TextEncoder().encode(text);

  test.each([
    ['of another topic', bytes('"hello"'), 'chat', 'patient'],
    ['of no topic', bytes('"hello"'), undefined, 'patient'],
    ['that is not JSON', bytes('hello'), 'patchbay', 'patient'],
    ['from a server, which has no identity', bytes('"hello"'), 'patchbay', ''],
  ])('nothing of data %s', async (_name, payload, topic, from) => {
    const { doctor, client } = await consult();
    client.emit('dataReceived', payload, undefined, 0, topic, 0, from);
    expect(doctor.events).toEqual([]);
  });

  test('messages of somebody it has not announced yet', async () => {
    const { doctor, client } = await consult();
    client.emit('dataReceived', bytes('null'), undefined, 0, 'patchbay', 0, 'nurse');
    expect(doctor.events).toEqual([{ type: 'message', from: 'nurse', message: null }]);
  });
});
