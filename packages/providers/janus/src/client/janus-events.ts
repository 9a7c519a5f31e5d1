import type { ProviderEvent } from '@patchbay/contract';
import type { JanusMessage } from './janus-sdk.ts';
import {
  compareJoins,
  type JanusStream,
  listOf,
  participantOf,
  streamsOf,
  userKeyOf,
} from './janus-translate.ts';

/** One stream that somebody sends and that ought to be received. */
export interface JanusFeed extends JanusStream {
  readonly connection: string;
  readonly participantId: string;
}

export interface JanusRosterListener {
  readonly report: (event: ProviderEvent) => void;
  /** By publication id. */
  readonly wanted: (feeds: ReadonlyMap<string, JanusFeed>) => void;
  readonly ended: (reason: 'removed' | 'room-ended' | 'duplicate') => void;
}

interface Present {
  readonly userKey: string | undefined;
  readonly streams: readonly JanusStream[];
}

/** A stream's index is never used again by its sender, so this names one publication. */
export const publicationName = (connection: string, mid: string): string => `${connection}/${mid}`;

/** Who is in the room, from what Janus says: of one participant only the latest connection counts. */
export class JanusRoster {
  readonly #self: string;
  readonly #listener: JanusRosterListener;
  readonly #present = new Map<string, Present>();
  readonly #talking = new Set<string>();
  /** One's own connections that were there before this one. */
  readonly #elders = new Set<string>();

  constructor(self: string, listener: JanusRosterListener) {
    this.#self = self;
    this.#listener = listener;
  }

  /** The answer to one's own join. */
  enter({ publishers, attendees }: JanusMessage): void {
    for (const person of [...listOf(attendees), ...listOf(publishers)]) {
      this.#note(person);
      if (this.#isOwn(String(person['id']))) this.#elders.add(String(person['id']));
    }
    this.#tell();
  }

  /** What is so after an interruption: `streams` by connection. */
  resume(people: readonly JanusMessage[], streams: ReadonlyMap<string, readonly JanusStream[]>): void {
    const ids = people.map(({ id }) => String(id));
    if (!ids.includes(this.#self)) return this.#listener.ended('removed');
    if (ids.some((id) => this.#isOwn(id) && !this.#elders.has(id))) return this.#listener.ended('duplicate');
    this.#present.clear();
    for (const { id, display } of people) {
      this.#put(String(id), { userKey: userKeyOf(display), streams: streams.get(String(id)) ?? [] });
    }
    this.#tell();
  }

  hear(message: JanusMessage): void {
    const { videoroom, leaving, reason, joining, publishers, id } = message;
    if (videoroom === 'destroyed') return this.#listener.ended('room-ended');
    if (leaving === 'ok') return reason === 'kicked' ? this.#listener.ended('removed') : undefined;
    if (videoroom === 'talking' || videoroom === 'stopped-talking')
      return this.#hearTalking(String(id), videoroom);
    const gone = [leaving, message['kicked']].find((name) => typeof name === 'string');
    if (typeof gone === 'string') this.#forget(gone);
    for (const person of [...listOf(joining && [joining]), ...listOf(publishers)]) {
      const isOwn = this.#isOwn(String(person['id']));
      if (isOwn && !this.#elders.has(String(person['id']))) return this.#listener.ended('duplicate');
      this.#note(person);
    }
    if (typeof message['unpublished'] === 'string') this.#note({ id: message['unpublished'], streams: [] });
    this.#tell();
  }

  /** The connection that a participant is reached by. */
  connectionOf(participantId: string): string | undefined {
    return this.#latest().get(participantId);
  }

  #isOwn(connection: string): boolean {
    return connection !== this.#self && participantOf(connection) === participantOf(this.#self);
  }

  /** Janus leaves out what it has told before, and what does not change. */
  #note({ id, display, streams }: JanusMessage): void {
    const before = this.#present.get(String(id));
    this.#put(String(id), {
      userKey: userKeyOf(display) ?? before?.userKey,
      streams: streams === undefined ? (before?.streams ?? []) : streamsOf(streams),
    });
  }

  #put(connection: string, present: Present): void {
    if (connection !== this.#self && !this.#isOwn(connection)) this.#present.set(connection, present);
  }

  #forget(connection: string): void {
    this.#present.delete(connection);
    if (this.#talking.delete(connection)) this.#tellTalking();
  }

  #hearTalking(connection: string, what: 'talking' | 'stopped-talking'): void {
    this.#talking.delete(connection);
    if (what === 'talking') this.#talking.add(connection);
    this.#tellTalking();
  }

  #tellTalking(): void {
    const participantIds = [...new Set([...this.#talking].map(participantOf))];
    this.#listener.report({ type: 'active-speakers', participantIds });
  }

  #latest(): ReadonlyMap<string, string> {
    const inOrder = [...this.#present.keys()].sort(compareJoins);
    return new Map(inOrder.map((connection) => [participantOf(connection), connection]));
  }

  #tell(): void {
    const latest = [...this.#latest()];
    const feeds = latest.flatMap(([participantId, connection]) =>
      (this.#present.get(connection)?.streams ?? []).map(
        (stream) =>
          [publicationName(connection, stream.mid), { ...stream, connection, participantId }] as const,
      ),
    );
    this.#listener.wanted(new Map(feeds));
    const participants = latest.map(([id, connection]) => ({
      id,
      userKey: this.#present.get(connection)?.userKey,
    }));
    this.#listener.report({ type: 'roster', participants });
  }
}
