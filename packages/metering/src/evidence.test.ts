import { createSecretKey } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Heartbeat, ProviderObservation } from '@patchbay/contract';
import { accepted, hook } from '../test/evidence-examples.ts';
import { evidenceId } from './evidence-id.ts';
import { heartbeatEvidence } from './heartbeat-evidence.ts';
import { observationEvidence } from './observation-evidence.ts';
import { personKey } from './person-key.ts';

const now = Date.UTC(2026, 5, 1, 10);
const claims = { tenant: 'clinic', consultId: 'consult-1', provider: 'livekit', person: 'p1' };
const beat: Heartbeat = {
  connectionId: 'page-1',
  sequence: 3,
  kind: 'present',
  at: now - 40,
  elapsed: 30_000.4,
};

describe('heartbeatEvidence', () => {
  test('is a row about the person of the grant', () => {
    const evidence = accepted(heartbeatEvidence(claims, { ...beat, person: 'somebody else' }, now));
    expect(evidence).toEqual({
      id: evidence.id,
      ...claims,
      kind: 'present',
      source: 'heartbeat',
      connection: 'page-1',
      participantClass: 'person',
      at: now - 40,
      precision: 1,
      beat: { sequence: 3, elapsed: 30_000 },
      receivedAt: now,
    });
    expect(evidence.id).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each<[string, unknown]>([
    ['malformed', null],
    ['malformed', 'present'],
    ['malformed', []],
    ['malformed', { ...beat, kind: 'arrived' }],
    ['malformed', { ...beat, sequence: '3' }],
    ['malformed', { ...beat, sequence: 1.5 }],
    ['malformed', { ...beat, at: Number.NaN }],
    ['malformed', { ...beat, at: undefined }],
    ['malformed', { ...beat, elapsed: Infinity }],
    ['malformed', { ...beat, connectionId: 7 }],
    ['negative-elapsed', { ...beat, elapsed: -1 }],
    ['out-of-range', { ...beat, sequence: -1 }],
    ['out-of-range', { ...beat, sequence: 2_000_000 }],
    ['out-of-range', { ...beat, elapsed: 3 * 86_400_000 }],
    ['out-of-range', { ...beat, connectionId: '' }],
    ['out-of-range', { ...beat, connectionId: 'x'.repeat(129) }],
    ['out-of-range', { ...beat, connectionId: 'Jane Doe' }],
    ['from-the-future', { ...beat, at: now + 86_400_001 }],
    ['from-the-past', { ...beat, at: now - 86_400_001 }],
  ])('refuses as %s: %j', (reason, body) => {
    expect(heartbeatEvidence(claims, body, now)).toEqual({ accepted: false, reason });
  });

  test('has what the connection carried, and an id of its own with it', () => {
    const carried = { received: { hd: 14_000 }, unsizedVideo: 0, sentVideo: 14_000, bytesSent: 7 };
    const told = heartbeatEvidence(claims, { ...beat, carried }, now);
    const [plain, row] = [accepted(heartbeatEvidence(claims, beat, now)), accepted(told)];
    expect(row).toEqual({ ...plain, id: row.id, carried });
    expect(told).not.toHaveProperty('setAside');
    const more = accepted(heartbeatEvidence(claims, { ...beat, carried: { ...carried, bytesSent: 8 } }, now));
    expect(new Set([plain.id, row.id, more.id]).size).toBe(3);
    // However it is written, and whenever it comes: the same sums are the same row.
    const written = { bytesSent: 7, sentVideo: 14_000, unsizedVideo: 0, received: { audio: 0, hd: 14_000 } };
    const later = accepted(heartbeatEvidence(claims, { ...beat, carried: written }, now + 5000));
    expect(later).toEqual({ ...row, receivedAt: now + 5000 });
  });

  test('without it the id is what it was before there was such a thing', () => {
    expect(accepted(heartbeatEvidence(claims, beat, now)).id).toBe(
      '3541b32f51b1fdadeed9bfd96f5393e4055aae82b85dcfa636e9b94f0f04cb89',
    );
  });

  test.each([
    ['carried-malformed', { received: 'much' }],
    ['carried-malformed', null],
    ['carried-out-of-range', { received: { hd: 30_011 }, unsizedVideo: 0, sentVideo: 0 }],
  ])('presence is taken where what it carried is %s, which is left out: %j', (setAside, carried) => {
    const result = heartbeatEvidence(claims, { ...beat, carried }, now);
    expect(result).toEqual({
      accepted: true,
      setAside,
      evidence: accepted(heartbeatEvidence(claims, beat, now)),
    });
    expect(accepted(result)).not.toHaveProperty('carried');
  });

  test('bears a clock that is off by as much as is allowed', () => {
    expect(heartbeatEvidence(claims, { ...beat, at: now + 86_400_000 }, now).accepted).toBe(true);
    const strict = heartbeatEvidence(claims, { ...beat, at: now + 61_000 }, now, { clockSkewSeconds: 60 });
    expect(strict).toEqual({ accepted: false, reason: 'from-the-future' });
  });

  test('nobody was there before the grant was', () => {
    const issued = { ...claims, issuedAt: now - 60_000 };
    expect(heartbeatEvidence(issued, { ...beat, elapsed: 60_000 }, now).accepted).toBe(true);
    expect(heartbeatEvidence(issued, { ...beat, elapsed: 3_600_000 }, now)).toEqual({
      accepted: false,
      reason: 'before-grant',
    });
  });

  test('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        expect(typeof heartbeatEvidence(claims, body, now).accepted).toBe('boolean');
      }),
    );
  });
});

const seen: ProviderObservation = {
  kind: 'joined',
  room: 'room-1',
  participant: 'participant-1',
  connection: 'sid-1',
  participantClass: 'person',
  at: now - 2000,
  precision: 1,
  source: 'webhook',
};
const context = {
  tenant: 'clinic',
  consultId: 'consult-1',
  provider: 'livekit',
  person: 'p1',
  receivedAt: now,
};

describe('observationEvidence', () => {
  test('leaves the room name and the participant id behind', () => {
    const evidence = accepted(observationEvidence(seen, context));
    expect(evidence).toMatchObject({ person: 'p1', connection: 'sid-1', at: now - 2000, receivedAt: now });
    expect(JSON.stringify(evidence)).not.toMatch(/room-1|participant-1/);
  });

  test("the room's own events belong to nobody", () => {
    const ended = { ...seen, kind: 'room-ended', connection: undefined, participant: undefined } as const;
    expect(accepted(observationEvidence(ended, context))).toMatchObject({
      person: undefined,
      connection: undefined,
    });
  });

  test.each<[string, Partial<ProviderObservation>]>([
    ['malformed', { at: Number.NaN }],
    ['malformed', { precision: Infinity }],
    ['out-of-range', { at: -1 }],
    ['negative-duration', { precision: -1 }],
    ['out-of-range', { connection: 'x'.repeat(257) }],
    ['connection-mismatch', { connection: undefined }],
    ['connection-mismatch', { kind: 'room-ended' }],
    ['from-the-future', { at: now * 1000 }],
    ['from-the-past', { at: now / 1000 }],
  ])('refuses as %s: %j', (reason, wrong) => {
    expect(observationEvidence({ ...seen, ...wrong }, context)).toEqual({ accepted: false, reason });
  });

  test('refuses what was before the consult, by more than clocks and precision explain', () => {
    const told = (at: number, precision: number) =>
      observationEvidence({ ...seen, at, precision }, { ...context, consultCreatedAt: now });
    expect(told(now - 300_001, 0)).toEqual({ accepted: false, reason: 'before-consult' });
    expect(told(now - 300_000, 0).accepted).toBe(true);
    expect(told(now - 900_000, 600_000).accepted).toBe(true);
  });

  test('being late is no reason', () => {
    expect(observationEvidence({ ...seen, at: now - 45 * 86_400_000 }, context).accepted).toBe(true);
  });
});

describe('evidenceId', () => {
  const id = (given: Partial<ProviderObservation>, whose: Partial<typeof context> = {}): string =>
    accepted(observationEvidence({ ...seen, ...given }, { ...context, ...whose })).id;
  const beatId = (given: Partial<Heartbeat>, whose: Partial<typeof claims> = {}, received = now): string =>
    accepted(heartbeatEvidence({ ...claims, ...whose }, { ...beat, ...given }, received)).id;

  test('a redelivery is the same fact', () => {
    expect(id({}, { receivedAt: now + 5000 })).toBe(id({}));
    expect(id({ at: now - 1000 })).toBe(id({}));
    expect(beatId({}, {}, now + 5000)).toBe(beatId({}));
    expect(beatId({ at: now + 1, elapsed: 31_000 })).toBe(beatId({}));
  });

  test('another fact is another', () => {
    const poll = { kind: 'present', source: 'roster-poll' } as const;
    const ended = { kind: 'room-ended', connection: undefined } as const;
    const ids = [
      id({}),
      id({ kind: 'left' }),
      id({ connection: 'sid-2' }),
      id({ source: 'signalling' }),
      id(poll),
      id({ ...poll, at: now - 1 }),
      id(ended),
      id({ ...ended, at: now - 1 }),
      id({}, { provider: 'mesh' }),
      id({}, { tenant: 'other' }),
      id({}, { consultId: 'consult-2' }),
      beatId({}),
      beatId({ sequence: 4 }),
      beatId({ connectionId: 'page-2' }),
      beatId({}, { person: 'p2' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is what it was: rows of an older version are still the same facts', () => {
    expect(evidenceId(hook('joined', 0))).toBe(
      'bbf8a8881f04dc04a62617300b60d37ff40ab83794211fd2e1d282e844c41d2e',
    );
  });

  test('fields cannot run into each other', () => {
    expect(id({}, { tenant: 'a', consultId: 'bc' })).not.toBe(id({}, { tenant: 'ab', consultId: 'c' }));
  });
});

describe('personKey', () => {
  const secret = 'a secret of many bytes';

  test('is the same for a person of a tenant, and for nobody else', () => {
    const key = personKey(secret, { tenant: 'clinic', userKey: 'u1' });
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(personKey(Buffer.from(secret), { tenant: 'clinic', userKey: 'u1' })).toBe(key);
    const object = createSecretKey(Buffer.from(secret));
    expect(personKey(object, { tenant: 'clinic', userKey: 'u1' })).toBe(key);
    const others = [
      personKey(secret, { tenant: 'clinic', userKey: 'u2' }),
      personKey(secret, { tenant: 'other', userKey: 'u1' }),
      personKey(`${secret}!`, { tenant: 'clinic', userKey: 'u1' }),
      personKey(secret, { tenant: 'clinicu', userKey: '1' }),
    ];
    expect(new Set([key, ...others]).size).toBe(5);
  });

  test('wants a secret worth the name', () => {
    for (const short of ['short', Buffer.from('short'), createSecretKey(Buffer.from('short'))])
      expect(() => personKey(short, { tenant: 'clinic', userKey: 'u1' })).toThrow(RangeError);
  });
});
