import { installFakeMedia } from '@patchbay/conformance';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { eventsOf, fakeConsult, outgoing, settled } from '../../fixtures/fake-consult.ts';
import type { WherebyPerson } from './whereby-sdk.ts';
import { encodeNote } from './whereby-translate.ts';

let uninstall: () => void = () => undefined;
beforeAll(() => void (uninstall = installFakeMedia()));
afterAll(() => uninstall());
afterEach(() => void vi.useRealTimers());

const rosterOf = (seat: Parameters<typeof eventsOf>[0]) => eventsOf(seat, 'roster').at(-1)?.participants;

const stranger: WherebyPerson = {
  id: 'join-9',
  externalId: null,
  roleName: 'visitor',
  stream: null,
  presentationStream: null,
};
describe('the roster', () => {
  test('is told before the connection is there, with user keys a little later', async () => {
    const { join } = fakeConsult();
    const doctor = await join('doctor');
    const patient = await join('patient');
    await settled();
    expect(eventsOf(doctor, 'roster')[0]?.participants).toEqual([]);
    expect(eventsOf(patient, 'roster')[0]?.participants).toEqual([{ id: 'doctor', userKey: undefined }]);
    expect(rosterOf(doctor)).toEqual([{ id: 'patient', userKey: 'user-of-patient' }]);
    expect(rosterOf(patient)).toEqual([{ id: 'doctor', userKey: 'user-of-doctor' }]);
  });

  test('is told again only when it is another one', async () => {
    const { join } = fakeConsult();
    const doctor = await join('doctor');
    await join('patient');
    await settled();
    const rosters = eventsOf(doctor, 'roster').map(({ participants }) => JSON.stringify(participants));
    expect(new Set(rosters).size).toBe(rosters.length);
  });

  test('has whoever did not come by Patchbay, by the id of the join, and no recorder', async () => {
    const { client, ...doctor } = await fakeConsult().join('doctor');
    client.see(() => [stranger, { ...stranger, id: 'join-10', roleName: 'recorder' }]);
    expect(rosterOf(doctor)).toEqual([{ id: 'join-9', userKey: undefined }]);
  });

  test('has one person once, the later of two joins, and never oneself', async () => {
    const { client, ...doctor } = await fakeConsult().join('doctor');
    const older = { ...stranger, id: 'older', externalId: 'patient' };
    client.see(() => [older, { ...older, id: 'newer' }, { ...older, id: 'ghost', externalId: 'doctor' }]);
    const hello = { userKey: 'key', media: {}, asks: false, isNew: false };
    for (const id of ['older', 'ghost']) client.read(id, encodeNote({ hello: { ...hello, userKey: 'old' } }));
    client.read('newer', encodeNote({ hello }));
    expect(rosterOf(doctor)).toEqual([{ id: 'patient', userKey: 'key' }]);
  });

  test('has nobody new before their hello, unless none comes', async () => {
    const { client, ...doctor } = await fakeConsult().join('doctor');
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    client.see(() => [{ ...stranger, externalId: 'silent' }]);
    await vi.advanceTimersByTimeAsync(4999);
    expect(rosterOf(doctor)).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(rosterOf(doctor)).toEqual([{ id: 'silent', userKey: undefined }]);
  });

  test('never had who came and went without a word', async () => {
    const { client, events } = await fakeConsult().join('doctor');
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    client.see(() => [{ ...stranger, externalId: 'silent' }]);
    client.see(() => []);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(eventsOf({ events }, 'roster')).toHaveLength(1);
  });

  test('loses who leaves', async () => {
    const { join } = fakeConsult();
    const doctor = await join('doctor');
    const patient = await join('patient');
    await patient.connection.disconnect();
    await settled();
    expect(rosterOf(doctor)).toEqual([]);
  });
});

describe('media', () => {
  test('are told with the hello, not with the tracks that are there before', async () => {
    const { join } = fakeConsult();
    const doctor = await join('doctor');
    await join('patient');
    await settled();
    const people = doctor.client.getStore().getState().remoteParticipants.remoteParticipants;
    expect(people[0]?.stream?.getTracks()).toHaveLength(2);
    expect(eventsOf(doctor, 'media-added')).toEqual([]);
  });

  test('of who was there before are told, muted as they are', async () => {
    const { join } = fakeConsult();
    const doctor = await join('doctor');
    await doctor.connection.publish(outgoing('microphone', true));
    await doctor.connection.publish(outgoing('screen'));
    const patient = await join('patient');
    await settled();
    expect(eventsOf(patient, 'media-added').map(({ media: { source, muted } }) => [source, muted])).toEqual([
      ['microphone', true],
      ['screen', false],
    ]);
  });

  test('stay through an interruption, and are exchanged for the renewed ones', async () => {
    const { cloud, join } = fakeConsult();
    const doctor = await join('doctor');
    await doctor.connection.publish(outgoing('camera'));
    const patient = await join('patient');
    await settled();
    const restore = cloud.interrupt(patient.client);
    await settled();
    restore();
    await settled();
    const tracks = eventsOf(patient, 'media-added').map(({ media }) => media.track);
    expect(new Set(tracks).size).toBe(2);
    expect(eventsOf(patient, 'media-removed')).toEqual([]);
  });
});

describe('an interruption', () => {
  test('is told once, and its end after the roster', async () => {
    const { cloud, join } = fakeConsult();
    const { client, events } = await join('doctor');
    const restore = cloud.interrupt(client);
    await settled();
    client.enter('reconnecting');
    client.enter('connecting');
    restore();
    await settled();
    const told = events.map(({ type }) => type).filter((type) => type !== 'roster');
    expect(told).toEqual(['interrupted', 'restored']);
  });

  test('ends with the room, when it ended meanwhile', async () => {
    const { access, cloud, join } = fakeConsult();
    const { client, events } = await join('doctor');
    const restore = cloud.interrupt(client);
    await settled();
    cloud.endRoom(access.roomUrl);
    restore();
    await settled();
    expect(events.at(-1)).toEqual({ type: 'closed', reason: 'room-ended', error: undefined });
  });

  test('tells again what is on', async () => {
    const { cloud, join } = fakeConsult();
    const { client, connection } = await join('doctor');
    await connection.publish(outgoing('camera'));
    client.flags.clear();
    const restore = cloud.interrupt(client);
    await settled();
    restore();
    await settled();
    expect(client.flags.get('enable_video')).toBe(true);
  });
});

describe('a second join of one person', () => {
  test('ends the first', async () => {
    const { join } = fakeConsult();
    const older = await join('doctor');
    const newer = await join('doctor');
    await settled();
    expect(older.events.at(-1)).toEqual({ type: 'closed', reason: 'duplicate', error: undefined });
    expect(eventsOf(newer, 'closed')).toEqual([]);
    expect(rosterOf(newer)).toEqual([]);
  });

  test('while the first is away ends the first when it comes back, and not the second', async () => {
    const { cloud, join } = fakeConsult();
    const older = await join('doctor');
    const restore = cloud.interrupt(older.client);
    await settled();
    const newer = await join('doctor');
    restore();
    await settled();
    expect(older.events.at(-1)).toEqual({ type: 'closed', reason: 'duplicate', error: undefined });
    expect(eventsOf(newer, 'closed')).toEqual([]);
  });

  test('that is somebody else’s return changes nothing', async () => {
    const { cloud, join } = fakeConsult();
    const doctor = await join('doctor');
    const patient = await join('patient');
    const restore = cloud.interrupt(patient.client);
    await settled();
    restore();
    await settled();
    expect(eventsOf(doctor, 'closed')).toEqual([]);
    expect(eventsOf(patient, 'closed')).toEqual([]);
  });

  test('hears and is heard as one person', async () => {
    const { cloud, join } = fakeConsult();
    const older = await join('doctor');
    const restore = cloud.interrupt(older.client);
    const newer = await join('doctor');
    older.client.read(newer.client.id, encodeNote({ message: 'not for me' }));
    restore();
    expect(eventsOf(older, 'message')).toEqual([]);
  });
});

describe('the end', () => {
  test.each([
    ['kicked', null, 'room-ended'],
    ['disconnected', 'room_unclaimed', 'room-ended'],
    ['disconnected', 'invalid_key', 'connection-lost'],
    ['room_locked', null, 'connection-lost'],
  ])('%s (%s) is %s', async (status, error, reason) => {
    const { client, events } = await fakeConsult().join('doctor');
    client.enter(status, error);
    expect(events.at(-1)).toMatchObject({ type: 'closed', reason });
    client.enter('connected');
    client.see(() => [stranger]);
    expect(events.at(-1)?.type).toBe('closed');
  });

  test('comes when the server hangs up, for then the SDK does not return', async () => {
    const { client, events } = await fakeConsult().join('doctor');
    client.drop('transport close');
    expect(events.map(({ type }) => type)).not.toContain('closed');
    client.drop('io server disconnect');
    expect(events.at(-1)).toMatchObject({
      type: 'closed',
      reason: 'connection-lost',
      error: { code: 'connection-lost', vendorCode: 'io server disconnect', retryable: true },
    });
  });

  test('by oneself is told by nobody', async () => {
    const { connection, client, events } = await fakeConsult().join('doctor');
    await connection.disconnect();
    const told = events.length;
    client.enter('kicked');
    expect(events).toHaveLength(told);
  });
});
