import type { ProviderEvent } from '@patchbay/contract';
import type { JanusMessage } from './janus-sdk.ts';
import type { JanusStream } from './janus-translate.ts';
import { compareJoins, listOf, participantOf, streamsOf, userKeyOf } from './janus-translate.ts';

/** Streams that ought to be received, by publication id. */
export type JanusFeeds = ReadonlyMap<string, JanusStream & { readonly participantId: string }>;
export type JanusReport = (event: ProviderEvent) => void;
type Want = (feeds: JanusFeeds) => void;
type Present = { readonly userKey: string | undefined; readonly streams: readonly JanusStream[] };

/** A sender uses a stream's index once, so this names one publication. */
export const publicationName = (name: unknown, mid: unknown): string => `${String(name)}/${String(mid)}`;

/** Who is in the room, from what Janus says to `self`: of one participant only the latest connection counts. */
export function createJanusRoster(self: string, report: JanusReport, want: Want) {
  const present = new Map<string, Present>();
  type Reason = 'removed' | 'room-ended' | 'duplicate';
  const end = (reason: Reason): void => report({ type: 'closed', reason, error: undefined });
  const isOwn = ({ id }: JanusMessage): boolean => participantOf(id) === participantOf(self);
  const isNewerSelf = (person: JanusMessage) => isOwn(person) && compareJoins(String(person['id']), self) > 0;
  const latest = () => {
    const names = [...present.keys()].sort(compareJoins);
    return [...new Map(names.map((name) => [participantOf(name), name]))].map(([id, name]) => ({ id, name }));
  };
  const tell = (): void => {
    const people = latest().map((one) => ({
      ...one,
      userKey: undefined,
      streams: [],
      ...present.get(one.name),
    }));
    const feeds = people.flatMap(({ id: participantId, name, streams }) =>
      streams.map((stream) => [publicationName(name, stream.mid), { ...stream, participantId }] as const),
    );
    want(new Map(feeds));
    report({ type: 'roster', participants: people.map(({ id, userKey }) => ({ id, userKey })) });
  };
  /** Janus leaves out what does not change. */
  const note = (person: JanusMessage): void => {
    const { id, display, streams } = person;
    const before = present.get(String(id));
    const userKey = userKeyOf(display) ?? before?.userKey;
    const now = streams === undefined ? (before?.streams ?? []) : streamsOf(streams);
    if (!isOwn(person)) present.set(String(id), { userKey, streams: now });
  };
  return {
    /** The answer to one's own join. */
    enter({ publishers, attendees }: JanusMessage): void {
      [...listOf(attendees), ...listOf(publishers)].forEach(note);
      tell();
    },
    /** Everybody who is there after an interruption; what they send is as it was, until they say more. */
    resume(people: readonly JanusMessage[]): void {
      const ids = people.map(({ id }) => String(id));
      if (!ids.includes(self)) return end('removed');
      if (people.some(isNewerSelf)) return end('duplicate');
      for (const id of present.keys()) if (!ids.includes(id)) present.delete(id);
      people.forEach(note);
      tell();
    },
    hear({ videoroom, leaving, kicked, reason, joining, publishers, unpublished }: JanusMessage): void {
      if (videoroom === 'destroyed') return end('room-ended');
      if (leaving === 'ok') return reason === 'kicked' ? end('removed') : undefined;
      const come = listOf(joining && [joining]);
      if (come.some(isOwn)) return end('duplicate');
      [...come, ...listOf(publishers)].forEach(note);
      if (present.has(String(unpublished))) note({ id: unpublished, streams: [] });
      present.delete(String(leaving ?? kicked));
      tell();
    },
    /** The connections by which a participant, or everybody, is reached. */
    reach: (participantId?: string): readonly string[] =>
      latest().flatMap(({ id, name }) => (participantId === undefined || id === participantId ? [name] : [])),
  };
}
