import type { IsoDate, ParticipantClass } from '@patchbay/contract';
import { type ReceivedClass, receivedSeconds } from './carried-usage.ts';
import type { ShortItems, ShortKind } from './short-items.ts';
import type { Figures, SessionMedia } from './usage-figures.ts';

/** The whole time, only that in company, or only that alone in a room. */
export type TimePart = 'all' | 'company' | 'alone';

/** Sums of seconds: exact, and after each item was rounded up to whole seconds, or to whole minutes. */
export interface RoundedSeconds {
  readonly exact: Readonly<Record<TimePart, number>>;
  readonly secondUp: Readonly<Record<TimePart, number>>;
  readonly minuteUp: Readonly<Record<TimePart, number>>;
  /** Items of at most a minute by their length: what a minimum adds follows from them. */
  readonly shorts: Readonly<Record<Exclude<TimePart, 'alone'>, readonly ShortLength[]>>;
}

export type ShortLength = Omit<ShortItems, 'kind'>;

/** What any billing rule needs of one class of participants in a month, without the connections. */
export interface BillableSums {
  /** The month's first day, or the day in it from which some vendor bills by another rule. */
  readonly since: IsoDate;
  readonly participantClass: ParticipantClass;
  /** Whose share of the month began then or later, but before the next such day. */
  readonly connections: number;
  /** Whether they are of sessions that are known to have carried no video. */
  readonly audioSessions: boolean;
  /** How many of them are of sessions in which somebody is known to have sent or received video. */
  readonly videoConnections: number;
  /** Exact. */
  readonly seconds: number;
  readonly aloneSeconds: number;
  /** The true seconds differ from `seconds` by at most this. */
  readonly errorBoundSeconds: number;
  /** All seconds by what was received, and those in company. */
  readonly received: Readonly<Record<Exclude<TimePart, 'alone'>, Readonly<Record<ReceivedClass, number>>>>;
  /** Bytes received, and in how many of the seconds they were counted. */
  readonly downstream: { readonly bytes: number; readonly seconds: number };
  readonly perConnection: RoundedSeconds;
  /** Each person's connections in one consult added up before rounding, and counted since the first of them began. */
  readonly perParticipant: RoundedSeconds;
}

/** Figures of one class in the shape that bills are computed from. */
export function billableSums(of: {
  readonly since: IsoDate;
  readonly participantClass: string;
  readonly sessionMedia: SessionMedia;
  readonly figures: Figures;
  readonly shorts: readonly ShortItems[];
}): BillableSums {
  const { since, participantClass, sessionMedia, figures, shorts } = of;
  return {
    since,
    participantClass: participantClass as ParticipantClass,
    connections: figures.connections,
    audioSessions: sessionMedia === 'audio',
    videoConnections: figures.video_connections,
    seconds: figures.milliseconds / 1000,
    aloneSeconds: figures.alone_milliseconds / 1000,
    errorBoundSeconds: figures.bound_milliseconds / 1000,
    received: {
      all: receivedSeconds((name) => figures[name], figures.milliseconds),
      company: receivedSeconds(
        (name) => figures[`company_${name}`],
        figures.milliseconds - figures.alone_milliseconds,
      ),
    },
    downstream: { bytes: figures.bytes_received, seconds: figures.received_counted_milliseconds / 1000 },
    perConnection: {
      exact: exactSeconds(figures.milliseconds, figures.alone_milliseconds),
      secondUp: {
        all: figures.second_up,
        company: figures.company_second_up,
        alone: figures.alone_second_up,
      },
      minuteUp: {
        all: figures.minute_up,
        company: figures.company_minute_up,
        alone: figures.alone_minute_up,
      },
      shorts: {
        all: shortsOf(shorts, 'connection'),
        company: shortsOf(shorts, 'connection-company'),
      },
    },
    perParticipant: {
      exact: exactSeconds(figures.person_milliseconds, figures.person_alone_milliseconds),
      secondUp: {
        all: figures.person_second_up,
        company: figures.person_company_second_up,
        alone: figures.person_alone_second_up,
      },
      minuteUp: {
        all: figures.person_minute_up,
        company: figures.person_company_minute_up,
        alone: figures.person_alone_minute_up,
      },
      shorts: {
        all: shortsOf(shorts, 'participant'),
        company: shortsOf(shorts, 'participant-company'),
      },
    },
  };
}

const exactSeconds = (all: number, alone: number): RoundedSeconds['exact'] => ({
  all: all / 1000,
  company: (all - alone) / 1000,
  alone: alone / 1000,
});

const shortsOf = (shorts: readonly ShortItems[], wanted: ShortKind): readonly ShortLength[] =>
  shorts
    .filter(({ kind }) => kind === wanted)
    .map(({ seconds, items, milliseconds }) => ({ seconds, items, milliseconds }));
