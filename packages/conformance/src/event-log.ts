import {
  type SessionEvent,
  type SessionEventName,
  sessionEventNames,
  type SessionEvents,
  type VideoSession,
} from '@patchbay/contract';

/** Everything that one session says, in order. */
export class EventLog {
  readonly #events: SessionEvent[] = [];

  constructor(session: Pick<VideoSession, 'on'>) {
    for (const name of sessionEventNames)
      session.on(name, (payload) => void this.#events.push({ name, payload } as SessionEvent));
  }

  get all(): readonly SessionEvent[] {
    return this.#events;
  }

  /** The payloads of one kind of event so far. */
  of<Name extends SessionEventName>(name: Name): readonly SessionEvents[Name][] {
    return this.#events
      .filter((event) => event.name === name)
      .map(({ payload }) => payload as SessionEvents[Name]);
  }

  /** Names so far, without what comes and goes by itself: quality and speakers. State changes carry the state. */
  get story(): readonly string[] {
    return this.#events
      .filter(({ name }) => name !== 'quality-changed' && name !== 'active-speakers-changed')
      .map((event) => (event.name === 'state-changed' ? event.payload.state : event.name));
  }

  /** Where an event stands among all; -1 when it was not told. */
  indexOf<Name extends SessionEventName>(
    name: Name,
    matches: (payload: SessionEvents[Name]) => boolean = () => true,
  ): number {
    return this.#events.findIndex(
      (event) => event.name === name && matches(event.payload as SessionEvents[Name]),
    );
  }
}
