import type { EmulatorLog } from '../emulator-log.ts';
import type { EmulatorSurroundings } from '../running-emulator.ts';
import { type ConferenceTerms, EmulatedConference } from './emulated-conference.ts';
import type { EmulatedParticipant } from './emulated-participant.ts';
import { createEventSink, type EventSink } from './event-sink.ts';
import type { PexipAccount } from './pexip-account.ts';
import { pexipErrors } from './pexip-errors.ts';

export interface InstallationParts extends EmulatorSurroundings {
  readonly account: PexipAccount;
  readonly log: EmulatorLog;
  /** Where events are posted; undefined for nowhere. */
  readonly eventSinkUrl: string | undefined;
  /** How long a token holds without being refreshed. */
  readonly tokenSeconds: number;
}

/** The VMRs that are configured, and what goes on in them. */
export class PexipInstallation {
  readonly parts: InstallationParts;
  readonly sink: EventSink;
  /** Also those whose VMR is gone: history knows them. */
  readonly conferences: EmulatedConference[] = [];
  readonly #configured = new Map<number, EmulatedConference>();
  #lastId = 0;

  constructor(parts: InstallationParts) {
    this.parts = parts;
    this.sink = createEventSink({ ...parts, url: parts.eventSinkUrl });
  }

  get configured(): readonly EmulatedConference[] {
    return [...this.#configured.values()];
  }

  byAlias(alias: string): EmulatedConference | undefined {
    return this.configured.find(({ terms }) => terms.aliases.includes(alias));
  }

  byId(id: number): EmulatedConference | undefined {
    return this.#configured.get(id);
  }

  configure(terms: Omit<ConferenceTerms, 'id'>): EmulatedConference {
    this.#lastId += 1;
    const { sink } = this;
    const events = {
      started: (conference: EmulatedConference) => sink.conference(conference, 'conference_started'),
      ended: (conference: EmulatedConference) => sink.conference(conference, 'conference_ended'),
      joined: (conference: EmulatedConference, participant: EmulatedParticipant) =>
        sink.participant(conference, participant, 'participant_connected'),
      left: (conference: EmulatedConference, participant: EmulatedParticipant) =>
        sink.participant(conference, participant, 'participant_disconnected'),
    };
    const conference = new EmulatedConference({ ...terms, id: this.#lastId }, events, this.parts);
    this.#configured.set(this.#lastId, conference);
    this.conferences.push(conference);
    return conference;
  }

  /** Takes the VMR away. Whoever is in it stays: a conference that goes on is not a configuration. */
  remove(conference: EmulatedConference): void {
    this.#configured.delete(conference.terms.id);
  }

  /** Begins, or begins again, the time after which a token has run out. */
  refresh(conference: EmulatedConference, participant: EmulatedParticipant): void {
    const { schedule, tokenSeconds } = this.parts;
    participant.keep();
    participant.keep = schedule(
      () => conference.leave(participant, pexipErrors.tokenExpired),
      tokenSeconds * 1000,
    );
  }

  close(): void {
    for (const { participants } of this.conferences)
      for (const participant of participants) {
        participant.keep();
        participant.stream?.cut();
      }
  }
}
