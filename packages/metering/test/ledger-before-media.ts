import { billableConnections } from '../src/billable-connections.ts';
import { figuresTables } from '../src/figures-tables.ts';
import { foldPresence } from '../src/fold-presence.ts';
import { groupBy } from '../src/group-by.ts';
import { hourColumns, hourValues } from '../src/hour-row.ts';
import { reconciledTables } from '../src/reconciled-tables.ts';
import { figureNames, figuresOf } from '../src/usage-figures.ts';
import { hoursOf, usageHours } from '../src/usage-hours.ts';
import { usageTables } from '../src/usage-tables.ts';
import { vendorReportTables } from '../src/vendor-report-tables.ts';
import { longAfter, type OldLedger } from './old-ledger.ts';
import { heartbeatSeconds, leaseSeconds } from './true-page.ts';

/** The names of what was kept before anything was known of what was carried. */
const kept = figureNames.slice(0, figureNames.indexOf('video_connections'));
const keptOfHours = hourColumns.slice(0, hourColumns.indexOf('audio_milliseconds'));
const literal = (value: unknown): string =>
  typeof value === 'number' ? String(value) : `'${String(value)}'`;

/** The first version, brought to the last one without media; all of it rolled up, June closed and corrected by nothing. */
export function ledgerBeforeMedia({ evidence, sql }: OldLedger, markVersion: string): OldLedger {
  const consults = groupBy(evidence, ({ consultId }) => [consultId]).map((rows, index) => ({
    number: index + 1,
    rows,
    connections: billableConnections(foldPresence(rows, { leaseSeconds, heartbeatSeconds, now: longAfter })),
  }));
  const all = consults.flatMap(({ connections }) => connections);
  const figures = groupBy(
    consults.flatMap(({ connections }) => [...figuresOf(connections, []).values()]),
    ({ key }) => [key.since, key.provider, key.participantClass],
  ).map((of) => ({
    key: [of[0].key.since, 'clinic', of[0].key.provider, of[0].key.participantClass].map(literal).join(', '),
    sums: kept.map((name) => of.reduce((sum, one) => sum + one.figures[name], 0)),
  }));
  return {
    evidence,
    sql: [
      ...sql,
      usageTables,
      figuresTables,
      vendorReportTables,
      reconciledTables,
      markVersion,
      'DELETE FROM ledger_due;',
      ...consults.flatMap(({ number, rows, connections }) => [
        `INSERT INTO ledger_presence VALUES (${number}, ${rows.length}, '${JSON.stringify(connections)}', 0);`,
        ...hoursOf(connections).map(
          (hour) => `INSERT INTO ledger_presence_hour VALUES (${hour}, ${number});`,
        ),
        ...new Set(
          rows.map(({ person }) => `INSERT INTO ledger_person VALUES ('${person ?? ''}', ${number});`),
        ),
      ]),
      ...figures.flatMap(({ key, sums }) => {
        const json = JSON.stringify(Object.fromEntries(kept.map((name, index) => [name, sums[index]])));
        return [
          `INSERT INTO ledger_month (since, tenant, provider, participant_class, ${kept.join(', ')}) VALUES (${key}, ${sums.join(', ')});`,
          `INSERT INTO ledger_closing VALUES (${key}, '${json}', '[]');`,
        ];
      }),
      ...hoursOf(all)
        .flatMap((hour) => usageHours(hour, all))
        .map((hour) => {
          const values = hourValues(hour).slice(0, keptOfHours.length).map(literal);
          return `INSERT INTO ledger_hour (${keptOfHours.join(', ')}) VALUES (${values.join(', ')});`;
        }),
      `INSERT INTO ledger_closed VALUES ('2026-06', ${Date.UTC(2026, 6, 5)});`,
    ],
  };
}
