import type { ParticipantClass } from '@patchbay/contract';
import { aloneTimes } from './alone-time.ts';
import { byMonth } from './clip-connection.ts';
import { groupBy } from './group-by.ts';
import type { BillableConnection } from './presence-interval.ts';
import type { UsageMonth } from './usage-summary.ts';

/** Whole numbers that add up over consults, so that one consult's change is a difference. */
export const figureNames = [
  'consults',
  /** Of those, the ones that were there in the month before as well. */
  'carried_consults',
  'connections',
  'carried_connections',
  'milliseconds',
  'bound_milliseconds',
  'alone_milliseconds',
  /** Seconds, each connection's rounded up to whole seconds, or to whole minutes. */
  'second_up',
  'minute_up',
  /** The same without the time alone. */
  'company_second_up',
  'company_minute_up',
  /** The same four, with each person's connections of one consult added up before they are rounded. */
  'person_second_up',
  'person_minute_up',
  'person_company_second_up',
  'person_company_minute_up',
] as const;

export type FigureName = (typeof figureNames)[number];
export type Figures = Readonly<Record<FigureName, number>>;

export const noFigures = figuresFrom(() => 0);

/** What figures are of. Only rows without a class count consults; those without a provider, over all providers. */
export interface FiguresKey {
  readonly month: UsageMonth;
  readonly provider: string;
  readonly participantClass: ParticipantClass | '';
}

export type FiguresByKey = ReadonlyMap<string, { readonly key: FiguresKey; readonly figures: Figures }>;

export function figuresFrom(of: (name: FigureName) => number): Figures {
  return Object.fromEntries(figureNames.map((name) => [name, of(name)])) as Record<FigureName, number>;
}

/** One consult's part of each month. */
export function figuresOf(connections: readonly BillableConnection[]): FiguresByKey {
  const parts = connections.flatMap((connection) =>
    byMonth(connection).map(({ month, part }) => ({ month, part, carried: part.start > connection.start })),
  );
  const rows = new Map<string, { key: FiguresKey; figures: Figures }>();
  const put = (key: FiguresKey, figures: Figures): void => {
    rows.set(JSON.stringify([key.month, key.provider, key.participantClass]), { key, figures });
  };
  for (const room of groupBy(parts, ({ month, part }) => [month, part.provider])) {
    const alone = aloneTimes(room.map(({ part }) => part));
    const timed = room.map((one, index) => ({ ...one, alone: alone[index] ?? 0 }));
    for (const group of groupBy(timed, ({ part }) => [part.participantClass])) {
      const [{ month, part }] = group;
      put({ month, provider: part.provider, participantClass: part.participantClass }, timeFigures(group));
    }
  }
  const ofProviders = groupBy(parts, ({ part }) => [part.provider]).map((of) => ({
    provider: of[0].part.provider,
    of,
  }));
  for (const { provider, of } of [...ofProviders, { provider: '', of: parts }]) {
    const months = new Set(of.map(({ month }) => month));
    for (const month of months) {
      const carried_consults = months.has(monthBefore(month)) ? 1 : 0;
      put({ month, provider, participantClass: '' }, { ...noFigures, consults: 1, carried_consults });
    }
  }
  return rows;
}

interface TimedPart {
  readonly part: BillableConnection;
  readonly carried: boolean;
  readonly alone: number;
}

const secondUp = (milliseconds: number): number => Math.ceil(milliseconds / 1000);
const minuteUp = (milliseconds: number): number => Math.ceil(milliseconds / 60_000) * 60;

function timeFigures(group: readonly TimedPart[]): Figures {
  const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
    items.reduce((total, item) => total + of(item), 0);
  const length = ({ part }: TimedPart): number => part.end - part.start;
  const company = (one: TimedPart): number => length(one) - one.alone;
  const persons = groupBy(group, ({ part }) => [
    part.person,
    part.person === undefined ? part.connection : undefined,
  ]);
  return {
    ...noFigures,
    connections: group.length,
    carried_connections: group.filter(({ carried }) => carried).length,
    milliseconds: sum(group, length),
    bound_milliseconds: sum(group, ({ part }) => Math.ceil(part.errorBoundSeconds * 1000)),
    alone_milliseconds: sum(group, ({ alone }) => alone),
    second_up: sum(group, (one) => secondUp(length(one))),
    minute_up: sum(group, (one) => minuteUp(length(one))),
    company_second_up: sum(group, (one) => secondUp(company(one))),
    company_minute_up: sum(group, (one) => minuteUp(company(one))),
    person_second_up: sum(persons, (of) => secondUp(sum(of, length))),
    person_minute_up: sum(persons, (of) => minuteUp(sum(of, length))),
    person_company_second_up: sum(persons, (of) => secondUp(sum(of, company))),
    person_company_minute_up: sum(persons, (of) => minuteUp(sum(of, company))),
  };
}

/** What changes from one to the other; keys that stay the same are left out. */
export function figureChanges(before: FiguresByKey, after: FiguresByKey): FiguresByKey {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return new Map(
    keys.flatMap((text) => {
      const [old, fresh] = [before.get(text), after.get(text)];
      const key = fresh?.key ?? old?.key;
      const figures = figuresFrom((name) => (fresh?.figures[name] ?? 0) - (old?.figures[name] ?? 0));
      return key !== undefined && figureNames.some((name) => figures[name] !== 0)
        ? [[text, { key, figures }] as const]
        : [];
    }),
  );
}

function monthBefore(month: UsageMonth): UsageMonth {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 2)).toISOString().slice(0, 7);
}
