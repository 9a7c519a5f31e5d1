import type { ParticipantClass } from '@patchbay/contract';
import { aloneTimes } from './alone-time.ts';
import { addCarried, carriedNames } from './carried-sums.ts';
import { carriedOf } from './carried-within.ts';
import { companyCarried, type CompanyName, companyNames } from './company-carried.ts';
import { groupBy } from './group-by.ts';
import type { BillableConnection } from './presence-interval.ts';
import { type FiguresDay, figuresDayOf } from './rule-dates.ts';
import { sessionMedia } from './session-media.ts';
import { addShortItems, type ShortItems, shortItems } from './short-items.ts';
import { monthBefore } from './usage-months.ts';
import { monthShares } from './usage-share.ts';
import type { UsageMonth } from './usage-summary.ts';

/** Whole numbers that add up over consults, so that one consult's change is a difference. */
export const figureNames = [
  'consults',
  /** Of those, the ones that were there in the month before as well. */
  'carried_consults',
  'connections',
  'carried_connections',
  /** Still there when they were counted last; and those that nobody ended, but the silence. In the month of their end. */
  'open_connections',
  'leased_connections',
  'milliseconds',
  'bound_milliseconds',
  'alone_milliseconds',
  /** Seconds, each connection's rounded up to whole seconds, or to whole minutes. */
  'second_up',
  'minute_up',
  /** The same without the time alone. */
  'company_second_up',
  'company_minute_up',
  /** The same of the time alone. */
  'alone_second_up',
  'alone_minute_up',
  /** The same, and exact, with each person's connections of one consult added up before they are rounded. */
  'person_milliseconds',
  'person_alone_milliseconds',
  'person_second_up',
  'person_minute_up',
  'person_company_second_up',
  'person_company_minute_up',
  'person_alone_second_up',
  'person_alone_minute_up',
  /** Connections of sessions in which somebody is known to have sent or received video. */
  'video_connections',
  ...carriedNames,
  /** What was received, without the time alone. */
  ...companyNames,
] as const;

export type FigureName = (typeof figureNames)[number];
export type Figures = Readonly<Record<FigureName, number>>;

export const noFigures = figuresFrom(() => 0);

/**
 * What figures are of. Only rows without a class count consults, and have the bound of what is not counted at all. Those without a provider are of all providers as if one had
 * carried it all.
 */
export interface FiguresKey {
  readonly since: FiguresDay;
  readonly provider: string;
  readonly participantClass: ParticipantClass | '';
  /** `audio`: of sessions that are known to have carried no video. */
  readonly sessionMedia: SessionMedia;
}

export type SessionMedia = 'audio' | '';

export interface KeyedFigures {
  readonly key: FiguresKey;
  readonly figures: Figures;
  readonly shorts: readonly ShortItems[];
}

export type FiguresByKey = ReadonlyMap<string, KeyedFigures>;

export function figuresFrom(of: (name: FigureName) => number): Figures {
  return Object.fromEntries(figureNames.map((name) => [name, of(name)])) as Record<FigureName, number>;
}

/** One consult's part of each month, whose figures are split at `ruleDates`. */
export function figuresOf(
  connections: readonly BillableConnection[],
  ruleDates: readonly FiguresDay[],
): FiguresByKey {
  const shares = connections.flatMap((connection) => monthShares(connection));
  const parts = shares.flatMap(({ month, part, connection }) =>
    part === undefined
      ? []
      : { month, part, carried: part.start > connection.start, ends: part.end === connection.end },
  );
  const rows = new Map<string, KeyedFigures>();
  const put = (key: FiguresKey, figures: Figures, shorts: readonly ShortItems[] = []): void => {
    rows.set(textOf(key), { key, figures, shorts });
  };
  const timed = groupBy(parts, ({ month, part }) => [month, part.provider]).flatMap((room) => {
    const alone = aloneTimes(room.map(({ part }) => part));
    return room.map((one, index) => ({ ...one, alone: alone[index] ?? 0 }));
  });
  const ofProviders = groupBy(timed, ({ part }) => [part.provider]).map((of) => ({
    provider: of[0].part.provider,
    of,
  }));
  for (const { provider, of } of [...ofProviders, { provider: '', of: timed }]) {
    for (const session of groupBy(of, ({ month }) => [month])) {
      const media = sessionMedia(session.map(({ part }) => part));
      for (const group of groupBy(session, ({ part }) => [part.participantClass])) {
        const { participantClass } = group[0].part;
        for (const [since, { figures, shorts }] of timeFigures(group, ruleDates)) {
          const video_connections = media === 'video' ? figures.connections : 0;
          const key = {
            since,
            provider,
            participantClass,
            sessionMedia: media === 'audio' ? media : '',
          } as const;
          put(key, { ...figures, video_connections }, shorts);
        }
      }
    }
    const firsts = new Map<UsageMonth, number>();
    for (const { month, part } of of) {
      firsts.set(month, Math.min(part.start, firsts.get(month) ?? Infinity));
    }
    for (const [month, start] of firsts) {
      const carried_consults = firsts.has(monthBefore(month)) ? 1 : 0;
      const since = figuresDayOf(start, ruleDates);
      put({ since, provider, ...ofConsults }, { ...noFigures, consults: 1, carried_consults });
    }
  }
  // What may have been there and is not counted widens the month's bound, and is nothing else.
  for (const { month, part, connection, bound } of shares) {
    if (part !== undefined) continue;
    for (const provider of [connection.provider, '']) {
      const key = {
        since: figuresDayOf(Date.parse(month), ruleDates),
        provider,
        ...ofConsults,
      };
      const known = rows.get(textOf(key))?.figures ?? noFigures;
      put(key, { ...known, bound_milliseconds: known.bound_milliseconds + bound });
    }
  }
  return rows;
}

const ofConsults = { participantClass: '', sessionMedia: '' } as const;

const textOf = ({ since, provider, participantClass, sessionMedia: media }: FiguresKey): string =>
  JSON.stringify([since, provider, participantClass, media]);

interface TimedPart {
  readonly part: BillableConnection;
  readonly carried: boolean;
  readonly ends: boolean;
  readonly alone: number;
}

const secondUp = (milliseconds: number): number => Math.ceil(milliseconds / 1000);
const minuteUp = (milliseconds: number): number => Math.ceil(milliseconds / 60_000) * 60;

/** Of one class in one month. A connection counts since its own beginning, a person's together since that of the first. */
function timeFigures(
  parts: readonly TimedPart[],
  ruleDates: readonly FiguresDay[],
): ReadonlyMap<FiguresDay, Pick<KeyedFigures, 'figures' | 'shorts'>> {
  const persons = groupBy(parts, ({ part }) => [
    part.person,
    part.person === undefined ? part.connection : undefined,
  ]);
  const dayOf = (of: readonly TimedPart[]): FiguresDay =>
    figuresDayOf(Math.min(...of.map(({ part }) => part.start)), ruleDates);
  const days = new Set(parts.map((one) => dayOf([one])));
  return new Map(
    [...days].map((day) => [
      day,
      figuresOfDay(
        parts.filter((one) => dayOf([one]) === day),
        persons.filter((of) => dayOf(of) === day),
      ),
    ]),
  );
}

function figuresOfDay(
  group: readonly TimedPart[],
  persons: readonly (readonly TimedPart[])[],
): Pick<KeyedFigures, 'figures' | 'shorts'> {
  const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
    items.reduce((total, item) => total + of(item), 0);
  const length = ({ part }: TimedPart): number => part.end - part.start;
  const alone = (one: TimedPart): number => one.alone;
  const company = (one: TimedPart): number => length(one) - one.alone;
  const lengths = group.map(length);
  const companies = group.map(company);
  const personLengths = persons.map((of) => sum(of, length));
  const personCompanies = persons.map((of) => sum(of, company));
  const personAlone = persons.map((of) => sum(of, alone));
  const told = group.map((one) => {
    const carried = carriedOf([one.part]);
    return { carried, inCompany: companyCarried(carried, length(one), one.alone) };
  });
  const figures = {
    ...noFigures,
    ...addCarried(told.map(({ carried }) => carried)),
    ...(Object.fromEntries(
      companyNames.map((name) => [name, sum(told, ({ inCompany }) => inCompany[name])]),
    ) as Record<CompanyName, number>),
    connections: group.length,
    carried_connections: group.filter(({ carried }) => carried).length,
    open_connections: group.filter(({ ends, part }) => ends && part.endBasis === 'open').length,
    leased_connections: group.filter(({ ends, part }) => ends && part.endBasis === 'lease').length,
    milliseconds: sum(lengths, Number),
    bound_milliseconds: sum(group, ({ part }) => Math.ceil(part.errorBoundSeconds * 1000)),
    alone_milliseconds: sum(group, alone),
    second_up: sum(lengths, secondUp),
    minute_up: sum(lengths, minuteUp),
    company_second_up: sum(companies, secondUp),
    company_minute_up: sum(companies, minuteUp),
    alone_second_up: sum(group.map(alone), secondUp),
    alone_minute_up: sum(group.map(alone), minuteUp),
    person_milliseconds: sum(personLengths, Number),
    person_alone_milliseconds: sum(personAlone, Number),
    person_second_up: sum(personLengths, secondUp),
    person_minute_up: sum(personLengths, minuteUp),
    person_company_second_up: sum(personCompanies, secondUp),
    person_company_minute_up: sum(personCompanies, minuteUp),
    person_alone_second_up: sum(personAlone, secondUp),
    person_alone_minute_up: sum(personAlone, minuteUp),
  };
  const shorts = [
    ...shortItems('connection', lengths),
    ...shortItems('connection-company', companies),
    ...shortItems('participant', personLengths),
    ...shortItems('participant-company', personCompanies),
  ];
  return { figures, shorts };
}

/** What changes from one to the other; keys that stay the same are left out. */
export function figureChanges(before: FiguresByKey, after: FiguresByKey): readonly KeyedFigures[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap((text) => {
    const [old, fresh] = [before.get(text), after.get(text)];
    const key = fresh?.key ?? old?.key;
    const figures = figuresFrom((name) => (fresh?.figures[name] ?? 0) - (old?.figures[name] ?? 0));
    const shorts = addShortItems(fresh?.shorts ?? [], old?.shorts ?? []);
    const changed = shorts.length > 0 || figureNames.some((name) => figures[name] !== 0);
    return key !== undefined && changed ? [{ key, figures, shorts }] : [];
  });
}
