import { carriedNames, wholeCarried } from './carried-sums.ts';
import type { BillableConnection } from './presence-interval.ts';

/** A connection as it is stored; what it carried as rows of numbers, the hour first: a quarter of what their names would take. */
interface StoredConnection extends Omit<BillableConnection, 'carried'> {
  readonly carried?: readonly (readonly number[])[];
}

/** A consult's connections as one text. */
export const presenceBody = (connections: readonly BillableConnection[]): string =>
  JSON.stringify(
    connections.map(({ carried, ...one }): StoredConnection => ({
      ...one,
      ...(carried !== undefined && {
        carried: carried.map(({ hour, sums }) => [hour, ...carriedNames.map((name) => sums[name] ?? 0)]),
      }),
    })),
  );

/** The connections of a text. What JSON leaves out is undefined again. */
export const connectionsFrom = (body: string): readonly BillableConnection[] =>
  (JSON.parse(body) as StoredConnection[]).map(({ carried, ...one }) => ({
    ...one,
    person: one.person,
    ...(carried !== undefined && {
      carried: carried.map(([hour = 0, ...numbers]) => ({ hour, sums: wholeCarried(numbers) })),
    }),
  }));
