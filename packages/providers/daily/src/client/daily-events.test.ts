import { installFakeMedia } from '@patchbay/conformance';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf, fakeConsult, outgoing, settled } from '../../fixtures/fake-consult.ts';
import { reportCall } from './daily-events.ts';
import type { DailyCallObject, DailyPerson } from './daily-sdk.ts';

let uninstall: () => void = () => undefined;
beforeAll(() => void (uninstall = installFakeMedia()));
afterAll(() => uninstall());

async function consult() {
  const fake = fakeConsult();
  const doctor = await fake.join('doctor');
  const patient = await fake.join('patient');
  await settled();
  return { ...fake, doctor, patient };
}
const rosterOf = (seat: Parameters<typeof eventsOf>[0]) => eventsOf(seat, 'roster').at(-1)?.participants;

describe('the roster', () => {
  test('is told again only when it is another one', async () => {
    const { doctor, patient } = await consult();
    await patient.connection.publish(outgoing('camera'));
    await settled();
    const rosters = eventsOf(doctor, 'roster').map(({ participants }) => JSON.stringify(participants));
    expect(new Set(rosters).size).toBe(rosters.length);
    expect(rosterOf(doctor)).toEqual([{ id: 'patient', userKey: 'user-of-patient' }]);
  });

  test('has somebody past Patchbay, without a user key', async () => {
    const { doctor, patient } = await consult();
    await patient.call.setUserData({ of: 'another client' });
    await settled();
    expect(rosterOf(doctor)).toEqual([{ id: 'patient', userKey: undefined }]);
  });

  test('forgets who left, with their media', async () => {
    const { doctor, patient } = await consult();
    const id = await patient.connection.publish(outgoing('camera'));
    await settled();
    await patient.connection.disconnect();
    await settled();
    expect(rosterOf(doctor)).toEqual([]);
    expect(eventsOf(doctor, 'media-removed')).toEqual([{ type: 'media-removed', id }]);
  });
});

describe('one person twice', () => {
  test('the earlier call is over, the later one never sees it', async () => {
    const { join } = fakeConsult();
    const tablet = await join('doctor');
    const desk = await join('doctor');
    await settled();
    expect(eventsOf(tablet, 'closed')).toEqual([{ type: 'closed', reason: 'duplicate', error: undefined }]);
    expect(eventsOf(desk, 'closed')).toEqual([]);
    expect(rosterOf(desk)).toEqual([]);
  });

  test.each([
    ['later', 1, ['duplicate']],
    ['earlier', -1, []],
  ])('of which one is told late: a %s join', async (_name, milliseconds, reasons) => {
    const { call, ...doctor } = await fakeConsult().join('doctor');
    const { local } = call.participants();
    const joined_at = new Date(call.joinedAt.getTime() + milliseconds);
    const participant = { ...local, local: false, session_id: 'another-session', joined_at };
    call.emit('participant-joined', { participant });
    expect(eventsOf(doctor, 'closed').map(({ reason }) => reason)).toEqual(reasons);
  });
});

describe('media', () => {
  test('are told when there is something to show, and once', async () => {
    const { doctor, patient } = await consult();
    const id = await patient.connection.publish(outgoing('camera'));
    await settled();
    await patient.connection.publish(outgoing('microphone'));
    await settled();
    expect(eventsOf(doctor, 'media-added').filter(({ media }) => media.id === id)).toHaveLength(1);
  });

  test('keep their track while they are muted', async () => {
    const { doctor, patient } = await consult();
    const id = await patient.connection.publish(outgoing('camera'));
    await settled();
    for (const muted of [true, false]) {
      await patient.connection.setMuted(id, muted);
      await settled();
    }
    expect(eventsOf(doctor, 'media-added')).toHaveLength(1);
    expect(eventsOf(doctor, 'media-muted').map(({ muted }) => muted)).toEqual([true, false]);
  });

  test('that are unmuted are told as muted until their track has come', () => {
    const track = { kind: 'video' } as MediaStreamTrack;
    const personWith = (muted: boolean, video: DailyPerson['tracks'][string]): DailyPerson => ({
      local: false,
      session_id: 'session-of-patient',
      user_id: 'patient',
      userData: { userKey: 'key', published: { camera: { count: 1, muted } } },
      tracks: { video },
    });
    let patient = personWith(true, { state: 'off' });
    let update = (): void => undefined;
    const call = {
      participants: () => ({ local: { ...patient, local: true, user_id: 'doctor' }, patient }),
      on: (name: string, listener: () => void) =>
        void (name === 'participant-updated' && (update = listener)),
    };
    const told: unknown[] = [];
    reportCall(call as unknown as DailyCallObject, (event) => {
      if (event.type === 'roster') told.push(event.media?.map(({ muted }) => muted));
    });
    for (const next of [
      personWith(false, { state: 'off' }),
      personWith(false, { state: 'playable', persistentTrack: track }),
    ]) {
      patient = next;
      update();
    }
    // A track that goes for a moment is no mute.
    patient = personWith(false, { state: 'interrupted' });
    update();
    expect(told).toEqual([[true], [true], [false], [false]]);
  });
});

describe('the network', () => {
  const transport = (event: string, about: object = {}) => ({ type: 'signaling', event, ...about });

  test('is interrupted once, and restored when all of it is back', async () => {
    const { doctor } = await consult();
    const { call, events } = doctor;
    const before = events.length;
    call.emit('network-connection', transport('interrupted'));
    call.emit('network-connection', { type: 'sfu', event: 'interrupted', sfu_id: 'sfu-1' });
    call.emit('network-connection', transport('connected'));
    expect(eventsOf(doctor, 'restored')).toEqual([]);
    call.emit('network-connection', { type: 'sfu', event: 'connected', sfu_id: 'sfu-1' });
    expect(events.slice(before)).toEqual([
      { type: 'interrupted', scope: 'signalling' },
      { type: 'restored' },
    ]);
  });

  test('of media alone is told as that', async () => {
    const { doctor } = await consult();
    doctor.call.emit('network-connection', { type: 'sfu', event: 'interrupted', sfu_id: 'sfu-1' });
    expect(eventsOf(doctor, 'interrupted')).toEqual([{ type: 'interrupted', scope: 'media' }]);
  });

  test('that connects for the first time was never interrupted', async () => {
    const { doctor } = await consult();
    doctor.call.emit('network-connection', transport('connected'));
    expect(eventsOf(doctor, 'restored')).toEqual([]);
  });

  test('to somebody who left is not waited for', async () => {
    const { doctor, patient } = await consult();
    const about = { type: 'peer-to-peer', session_id: patient.call.session };
    doctor.call.emit('network-connection', { ...about, event: 'interrupted' });
    await patient.connection.disconnect();
    await settled();
    expect(eventsOf(doctor, 'restored')).toHaveLength(1);
  });

  test('has a quality of one’s own', async () => {
    const { doctor } = await consult();
    doctor.call.emit('network-quality-change', { networkState: 'bad' });
    expect(eventsOf(doctor, 'quality').at(-1)).toEqual({
      type: 'quality',
      participantId: undefined,
      quality: 'poor',
    });
  });
});

describe('who speaks', () => {
  test('is told by participant id', async () => {
    const { doctor, patient } = await consult();
    doctor.call.emit('active-speaker-change', { activeSpeaker: { peerId: patient.call.session } });
    doctor.call.emit('active-speaker-change', { activeSpeaker: { peerId: 'somebody-gone' } });
    expect(eventsOf(doctor, 'active-speakers').map(({ participantIds }) => participantIds)).toEqual([
      ['patient'],
      [],
    ]);
  });
});

test('messages that are none of ours, or of nobody here, are passed over', async () => {
  const { doctor, patient } = await consult();
  const { session } = patient.call;
  for (const data of [{ event: 'chat-msg' }, 'text', null])
    doctor.call.emit('app-message', { data, fromId: session });
  doctor.call.emit('app-message', { data: { patchbay: 'hello' }, fromId: 'somebody-gone' });
  expect(eventsOf(doctor, 'message')).toEqual([]);
});

describe('the end', () => {
  test.each([
    ['ejected', 'removed'],
    ['no-room', 'room-ended'],
    ['connection-error', 'connection-lost'],
    ['of-the-future', 'provider-failure'],
  ])('%s is %s, and the last thing that is told', async (type, reason) => {
    const { doctor } = await consult();
    doctor.call.fail(type);
    await settled();
    doctor.call.emit('participant-updated', {});
    expect(doctor.events.at(-1)).toMatchObject({ type: 'closed', reason });
    expect(eventsOf(doctor, 'closed')).toHaveLength(1);
  });

  test('without an error is a removal', async () => {
    const { doctor } = await consult();
    doctor.call.emit('left-meeting', {});
    expect(eventsOf(doctor, 'closed')).toEqual([{ type: 'closed', reason: 'removed', error: undefined }]);
  });
});
