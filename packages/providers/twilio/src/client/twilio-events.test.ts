import { installFakeMedia } from '@patchbay/conformance';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf, fakeConsult, outgoing, settled } from '../../fixtures/fake-consult.ts';
import { twilioFailure } from '../../fixtures/fake-twilio-sdk.ts';

let undo: () => void;
beforeAll(() => {
  undo = installFakeMedia();
});
afterAll(() => undo());

async function consult() {
  const fake = fakeConsult();
  const doctor = await fake.join('doctor');
  const patient = await fake.join('patient');
  const id = await doctor.connection.publish(outgoing('camera'));
  await settled();
  doctor.events.length = 0;
  patient.events.length = 0;
  return { ...fake, doctor, patient, id };
}

describe('people', () => {
  test('who leave are told as gone, after their media', async () => {
    const { doctor, patient, id } = await consult();
    await doctor.connection.disconnect();
    await settled();
    expect(patient.events.map(({ type }) => type)).toEqual(['media-removed', 'participant-left']);
    expect(patient.events).toContainEqual({ type: 'media-removed', id });
    expect(patient.events).toContainEqual({ type: 'participant-left', participantId: 'doctor' });
  });

  test('who come again elsewhere are not told as gone', async () => {
    const { join, patient, id } = await consult();
    await join('doctor');
    expect(patient.events).toContainEqual({ type: 'media-removed', id });
    expect(eventsOf(patient, 'participant-left')).toEqual([]);
    expect(eventsOf(patient, 'participant-joined').at(-1)?.participant.id).toBe('doctor');
  });
});

describe('media', () => {
  test('that is there at the join is told', async () => {
    const { join, id } = await consult();
    const guest = await join('guest');
    expect(eventsOf(guest, 'media-added').map(({ media }) => media)).toMatchObject([
      { id, participantId: 'doctor', source: 'camera', kind: 'video', muted: false },
    ]);
  });

  test('pauses and goes on with the vendor’s bandwidth', async () => {
    const { patient, seat, id } = await consult();
    const [person] = seat('patient').participants.values();
    const publication = person?.tracks.get(id);
    seat('patient').emit('trackSwitchedOff', publication?.track, publication, person);
    seat('patient').emit('trackSwitchedOn', publication?.track, publication, person);
    expect(patient.events).toEqual([
      { type: 'media-paused', id, paused: true },
      { type: 'media-paused', id, paused: false },
    ]);
  });
});

describe('the network', () => {
  test('is rated for oneself and for the others', async () => {
    const { patient, seat } = await consult();
    const [person] = seat('patient').participants.values();
    seat('patient').localParticipant.emit('networkQualityLevelChanged', 3);
    person?.emit('networkQualityLevelChanged', 0);
    expect(patient.events).toEqual([
      { type: 'quality', participantId: undefined, quality: 'fair' },
      { type: 'quality', participantId: 'doctor', quality: 'lost' },
    ]);
  });

  test('that is gone and back is told with its scope, then who is there', async () => {
    const { patient, seat } = await consult();
    seat('patient').interrupt(53001);
    await settled();
    seat('patient').restore();
    await settled();
    expect(patient.events).toEqual([
      { type: 'interrupted', scope: 'signalling' },
      { type: 'roster', participants: [{ id: 'doctor', userKey: 'user-of-doctor' }] },
      { type: 'restored' },
    ]);
  });

  test('of media only is told as that', async () => {
    const { patient, seat } = await consult();
    seat('patient').interrupt(53405);
    await settled();
    expect(patient.events).toEqual([{ type: 'interrupted', scope: 'media' }]);
  });
});

test('who speaks is told, and when nobody does', async () => {
  const { patient, seat } = await consult();
  const [person] = seat('patient').participants.values();
  seat('patient').emit('dominantSpeakerChanged', person);
  seat('patient').emit('dominantSpeakerChanged', null);
  expect(patient.events).toEqual([
    { type: 'active-speakers', participantIds: ['doctor'] },
    { type: 'active-speakers', participantIds: [] },
  ]);
});

describe('the end', () => {
  test('is told once, and nothing after it', async () => {
    const { cloud, room, patient, seat } = await consult();
    const ended = seat('patient');
    cloud.kick(room, 'patient');
    ended.emit('reconnecting', { code: 53001 });
    expect(patient.events.at(-1)).toEqual({ type: 'closed', reason: 'removed', error: undefined });
    expect(eventsOf(patient, 'closed')).toHaveLength(1);
    expect(eventsOf(patient, 'interrupted')).toEqual([]);
  });

  test('by the vendor comes with the reason', async () => {
    const { patient, seat } = await consult();
    seat('patient').end(twilioFailure(20104));
    expect(patient.events.at(-1)).toMatchObject({
      type: 'closed',
      reason: 'credentials-expired',
      error: { code: 'credentials-rejected', vendorCode: '20104' },
    });
  });
});
