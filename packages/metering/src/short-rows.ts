import { insertRows, statement, type Steps, type WorkValue } from './ledger-work.ts';
import type { ShortItems, ShortKind } from './short-items.ts';
import type { FiguresKey } from './usage-figures.ts';

/** Adds to the short items of one row of figures. */
export function* addShortRows(
  tenant: string,
  { since, provider, participantClass, sessionMedia }: FiguresKey,
  shorts: readonly ShortItems[],
): Steps<void> {
  yield* insertRows(
    'ledger_month_short',
    [
      'since',
      'tenant',
      'provider',
      'participant_class',
      'session_media',
      'kind',
      'seconds',
      'items',
      'milliseconds',
    ],
    shorts.map((one) => [
      since,
      tenant,
      provider,
      participantClass,
      sessionMedia,
      one.kind,
      one.seconds,
      one.items,
      one.milliseconds,
    ]),
    `ON CONFLICT (since, tenant, provider, participant_class, session_media, kind, seconds)
     DO UPDATE SET items = ledger_month_short.items + excluded.items,
       milliseconds = ledger_month_short.milliseconds + excluded.milliseconds`,
  );
}

/** The short items of rows of figures, added up by some of the columns; found by the JSON of those columns' values. */
export function* shortItemsOf(
  columns: string,
  where: string,
  values: readonly WorkValue[],
): Steps<ReadonlyMap<string, readonly ShortItems[]>> {
  const rows = yield statement(
    `SELECT ${columns}, kind, seconds, sum(items) AS items, sum(milliseconds) AS milliseconds
     FROM ledger_month_short WHERE ${where} GROUP BY ${columns}, kind, seconds
     HAVING sum(items) <> 0 ORDER BY ${columns}, kind, seconds`,
    ...values,
  );
  const found = new Map<string, ShortItems[]>();
  for (const row of rows) {
    const key = JSON.stringify(columns.split(', ').map((column) => String(row[column])));
    const one = {
      kind: String(row['kind']) as ShortKind,
      seconds: Number(row['seconds']),
      items: Number(row['items']),
      milliseconds: Number(row['milliseconds']),
    };
    const known = found.get(key);
    if (known === undefined) found.set(key, [one]);
    else known.push(one);
  }
  return found;
}
