import {
  assert,
  constantFrom,
  array,
  boolean,
  oneof,
  property,
  record,
  constant,
  uniqueArray,
} from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RemoteParticipant, SessionEvent } from '@patchbay/contract';
import { joinedAfter, joining, mediaOf, reduceAll } from '../fixtures/snapshots.ts';
import { completeJoin } from './reduce-lifecycle.ts';
import { reduceProviderEvent, type SessionFact } from './reduce-provider-event.ts';
import type { RenderedMedia } from './render-track.ts';
import type { SessionSnapshot } from './session-snapshot.ts';

const people = constantFrom('a', 'b', 'c', 'self');
const publications = constantFrom('1', '2', '3');
const userKeys = constantFrom(undefined, 'user');

const event: Arbitrary<SessionFact> = oneof(
  record({ type: constant('roster'), participants: array(record({ id: people, userKey: userKeys })) }),
  record({ ids: uniqueArray(publications), owner: people, muted: boolean() }).map(
    ({ ids, owner, muted }): SessionFact => ({
      type: 'roster',
      participants: [{ id: owner, userKey: 'user' }],
      media: ids.map((id) => mediaOf(id, owner, { muted })),
    }),
  ),
  record({ type: constant('participant-joined'), participant: record({ id: people, userKey: userKeys }) }),
  record({ type: constant('participant-left'), participantId: people }),
  record({ id: publications, owner: oneof(people, constant(undefined)), muted: boolean() }).map(
    ({ id, owner, muted }): SessionFact => ({ type: 'media-added', media: mediaOf(id, owner, { muted }) }),
  ),
  record({ type: constant('media-removed'), id: publications }),
  record({ type: constant('media-muted'), id: publications, muted: boolean() }),
  record({ type: constant('media-paused'), id: publications, paused: boolean() }),
  record({ type: constant('active-speakers'), participantIds: array(people) }),
  record({ type: constant('quality'), participantId: people, quality: constantFrom('good', 'poor') }),
  record({ type: constant('interrupted'), scope: constantFrom('signalling', 'media') }),
  constant({ type: 'restored' }),
  record({
    type: constant('closed'),
    reason: constantFrom('removed', 'connection-lost'),
    error: constant(undefined),
  }),
) as Arbitrary<SessionFact>;
const history = array(event, { maxLength: 40 });

type Roster = Record<string, string[]>;

const rosterOf = ({ participants, mixes }: SessionSnapshot): Roster => ({
  ...Object.fromEntries([...participants].map(([id, { publications: all }]) => [id, [...all.keys()].sort()])),
  mix: [...mixes.keys()].sort(),
});

/** What somebody believes who only listens. Throws when an event contradicts what was told before. */
function listen(start: Roster, told: readonly SessionEvent[]): Roster {
  const known = new Map(Object.entries(start).map(([id, ids]) => [id, new Set(ids)]));
  const must = (isTrue: boolean, what: string) => {
    if (!isTrue) throw new Error(`A listener was misled: ${what}.`);
  };
  const ownOf = (participant: RemoteParticipant | undefined) => known.get(participant?.id ?? 'mix');
  for (const { name, payload } of told) {
    if (name === 'participant-joined') {
      must(!known.has(payload.participant.id), 'somebody joined twice');
      known.set(payload.participant.id, new Set());
    } else if (name === 'participant-left') {
      must(ownOf(payload.participant)?.size === 0, 'somebody left before their tracks');
      known.delete(payload.participant.id);
    } else if (name === 'track-published') {
      const all = ownOf(payload.participant);
      must(all?.has(payload.publication.id) === false, 'a track was published twice');
      all?.add(payload.publication.id);
    } else if (name === 'track-unpublished') {
      must(ownOf(payload.participant)?.delete(payload.publication.id) === true, 'a stranger was unpublished');
    }
  }
  return Object.fromEntries([...known].map(([id, ids]) => [id, [...ids].sort()]));
}

const withoutEnd = (events: readonly SessionFact[]) => events.filter(({ type }) => type !== 'closed');

describe('laws of the reducer, over any history', () => {
  test('whoever only listens knows exactly what the snapshot says', () => {
    assert(
      property(history, history, (before, after) => {
        const start = joinedAfter(...withoutEnd(before));
        const { snapshot, told } = reduceAll(start, withoutEnd(after));
        expect(listen(rosterOf(start), told)).toEqual(rosterOf(snapshot));
      }),
    );
  });

  test('repeating any fact at once is harmless', () => {
    assert(
      property(history, event, (before, fact) => {
        const first = reduceProviderEvent(joinedAfter(...before), fact).next;
        expect(reduceProviderEvent(first, fact)).toEqual({ next: first, events: [] });
      }),
    );
  });

  test('one publication belongs to one owner', () => {
    assert(
      property(history, (events) => {
        const { participants, mixes } = reduceAll(joinedAfter(), events).snapshot;
        const all = [
          ...mixes.keys(),
          ...[...participants.values()].flatMap((who) => [...who.publications.keys()]),
        ];
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  test('oneself is never a remote participant, and nobody who speaks is unknown', () => {
    assert(
      property(history, (events) => {
        const { participants, speakerIds } = reduceAll(joinedAfter(), events).snapshot;
        expect(participants.has('self')).toBe(false);
        expect(
          [...participants.values()]
            .filter(({ speaking }) => speaking)
            .map(({ id }) => id)
            .sort(),
        ).toEqual([...new Set(speakerIds)].sort());
      }),
    );
  });

  test('the same facts before `joined` give the same room as after it', () => {
    // A vendor does not give one publication to somebody else; who oneself is becomes known only at `joined`.
    const owners: Readonly<Record<string, string>> = { '1': 'a', '2': 'self' };
    const lasting = history.map((events) =>
      events
        .filter(({ type }) => !['closed', 'interrupted', 'restored'].includes(type))
        .map((fact): SessionFact => {
          const owned = (one: RenderedMedia) => ({ ...one, participantId: owners[one.id] });
          if (fact.type === 'roster') return { ...fact, media: fact.media?.map(owned) };
          return fact.type === 'media-added' ? { ...fact, media: owned(fact.media) } : fact;
        }),
    );
    assert(
      property(lasting, (events) => {
        const early = completeJoin(reduceAll(joining, events).snapshot, 'self').next;
        expect(rosterOf(early)).toEqual(rosterOf(reduceAll(joinedAfter(), events).snapshot));
      }),
    );
  });

  test('states follow the drawn lines, and nothing is told after `left`', () => {
    const next: Record<string, readonly string[]> = {
      joined: ['reconnecting', 'left', 'failed'],
      reconnecting: ['joined', 'left', 'failed'],
    };
    assert(
      property(history, (events) => {
        const { told } = reduceAll(joinedAfter(), events);
        let state = 'joined';
        for (const event of told) {
          if (event.name !== 'state-changed') continue;
          expect(event.payload.previous).toBe(state);
          expect(next[state]).toContain(event.payload.state);
          state = event.payload.state;
        }
        const end = told.findIndex(({ name }) => name === 'left');
        expect(end === -1 || end === told.length - 1).toBe(true);
      }),
    );
  });
});
