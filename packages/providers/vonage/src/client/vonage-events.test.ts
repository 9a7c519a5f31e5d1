import { describe, expect, test } from 'vitest';
import { eventsOf, fakeConsult, outgoing, room, settled } from '../../fixtures/fake-consult.ts';

async function consult() {
  const fake = fakeConsult();
  const doctor = await fake.join('doctor');
  const patient = await fake.join('patient');
  await settled();
  return { ...fake, doctor, patient };
}

describe('people', () => {
  test('who come and go are told', async () => {
    const { doctor, patient } = await consult();
    await patient.connection.disconnect();
    await settled();
    expect(doctor.events).toEqual([
      { type: 'participant-joined', participant: { id: 'patient', userKey: 'user-of-patient' } },
      { type: 'participant-left', participantId: 'patient' },
    ]);
  });

  test('past Patchbay are known by their connection', async () => {
    const { doctor } = await consult();
    const connection = { connectionId: 'c9', creationTime: 1, data: 'SIP' };
    doctor.page.session(room).emit('connectionCreated', { connection });
    expect(doctor.events.at(-1)).toEqual({
      type: 'participant-joined',
      participant: { id: 'c9', userKey: undefined },
    });
  });

  test('nobody knew are not told as gone', async () => {
    const { doctor } = await consult();
    const before = doctor.events.length;
    const connection = { connectionId: 'c9', creationTime: 1, data: '' };
    doctor.page.session(room).emit('connectionDestroyed', { connection });
    expect(doctor.events).toHaveLength(before);
  });
});

describe('media', () => {
  test('that is there already is told too', async () => {
    const { join, doctor } = await consult();
    const id = await doctor.connection.publish(outgoing('microphone'));
    const nurse = await join('nurse');
    await settled();
    expect(eventsOf(nurse, 'media-added')).toMatchObject([{ media: { id, participantId: 'doctor' } }]);
  });

  test('that ended before it arrived is never told', async () => {
    const { doctor, patient } = await consult();
    const id = await doctor.connection.publish(outgoing('camera'));
    await doctor.connection.unpublish(id);
    await settled();
    expect(eventsOf(patient, 'media-added')).toEqual([]);
    expect(eventsOf(patient, 'media-removed')).toEqual([]);
  });

  test('whose picture Vonage holds back for want of bandwidth is told as paused', async () => {
    const { doctor, patient } = await consult();
    const id = await doctor.connection.publish(outgoing('camera'));
    await settled();
    const [subscriber] = patient.page.session(room).subscribers.values();
    subscriber?.emit('videoDisabled', { reason: 'publishVideo' });
    subscriber?.emit('videoDisabled', { reason: 'quality' });
    subscriber?.emit('videoEnabled', { reason: 'quality' });
    expect(eventsOf(patient, 'media-paused')).toEqual([
      { type: 'media-paused', id, paused: true },
      { type: 'media-paused', id, paused: false },
    ]);
  });

  test('of our own is not subscribed to', async () => {
    const { doctor } = await consult();
    const session = doctor.page.session(room);
    const stream = { streamId: 's', name: 'camera', connection: session.connection, hasAudio: true };
    session.emit('streamCreated', { stream });
    expect(session.subscribers.size).toBe(0);
  });
});

test('the network’s condition is told of oneself and of others', async () => {
  const { doctor, patient } = await consult();
  await doctor.connection.publish(outgoing('camera'));
  await settled();
  const of = (networkCondition: string) => ({ networkCondition });
  doctor.page.publishers[0]?.emit('networkConditionChanged', {
    statsContainer: { stats: { mediaLink: { transport: of('fair') } } },
  });
  const [subscriber] = patient.page.session(room).subscribers.values();
  subscriber?.emit('networkConditionChanged', {
    stats: { mediaLink: { remotePublisherTransport: of('critical') } },
  });
  expect(eventsOf(doctor, 'quality')).toEqual([
    { type: 'quality', participantId: undefined, quality: 'fair' },
  ]);
  expect(eventsOf(patient, 'quality')).toEqual([
    { type: 'quality', participantId: 'doctor', quality: 'poor' },
  ]);
});

describe('the connection', () => {
  test('is told as interrupted and as restored', async () => {
    const { doctor } = await consult();
    const session = doctor.page.session(room);
    session.interrupt();
    await settled();
    session.restore();
    await settled();
    expect(doctor.events.slice(-2)).toEqual([
      { type: 'interrupted', scope: 'signalling' },
      { type: 'restored' },
    ]);
  });

  test.each([
    ['forceDisconnected', 'removed'],
    ['networkDisconnected', 'connection-lost'],
    ['somethingElse', 'provider-failure'],
  ])('that ends by %s is told as %s, and nothing after it', async (given, reason) => {
    const { doctor } = await consult();
    const session = doctor.page.session(room);
    session.end(given);
    session.emit('sessionReconnecting');
    expect(doctor.events.at(-1)).toMatchObject({ type: 'closed', reason });
  });
});
