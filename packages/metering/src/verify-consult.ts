import type { Evidence } from '@patchbay/contract';
import { billableConnections } from './billable-connections.ts';
import { addCarried } from './carried-sums.ts';
import { evidenceFrom } from './evidence-row.ts';
import { evidenceTimes } from './evidence-times.ts';
import { foldPresence } from './fold-presence.ts';
import type { LedgerDifference } from './ledger-verification.ts';
import { type Dialect, statement, type Steps, type WorkRow } from './ledger-work.ts';
import type { BillableConnection } from './presence-interval.ts';
import { connectionsFrom } from './presence-body.ts';
import type { RollUpOptions } from './roll-up-consult.ts';
import { hoursOf } from './usage-hours.ts';
import { verifyEvidence } from './verify-evidence.ts';

export interface VerifiedConsult {
  readonly evidenceRows: number;
  /** As booked. */
  readonly connections: readonly BillableConnection[];
  /** At how many rule dates its figures are split; undefined while they are in no month. */
  readonly ruleDates: number | undefined;
  readonly waits: boolean;
  readonly difference: LedgerDifference | undefined;
}

/** One row of the table of consults, its rows of evidence, and what is booked of them. */
export function* verifyConsult(
  dialect: Dialect,
  consult: WorkRow,
  options: RollUpOptions,
): Steps<VerifiedConsult> {
  const number = Number(consult['number']);
  const rows = (yield statement(dialect.evidenceOfConsult, number)).map(evidenceFrom);
  const [presence] = yield statement('SELECT * FROM ledger_presence WHERE consult = $1', number);
  const persons = yield statement('SELECT person FROM ledger_person WHERE consult = $1', number);
  const hours = yield statement('SELECT hour FROM ledger_presence_hour WHERE consult = $1', number);
  const isForgotten =
    (yield statement('SELECT 1 FROM ledger_forgotten WHERE consult = $1', number)).length > 0;
  const waits = (yield statement('SELECT 1 FROM ledger_due WHERE consult = $1', number)).length > 0;
  const connections = presence === undefined ? [] : connectionsFrom(String(presence['body']));
  const where = `consult ${String(consult['consult_id'])}`;
  const differs = (check: LedgerDifference['check'], message: string): LedgerDifference => ({
    check,
    where,
    message,
  });
  const difference = (): LedgerDifference | undefined => {
    for (const row of rows) {
      const fault = verifyEvidence(row);
      if (fault !== undefined) return fault;
    }
    const known = [...new Set(hours.map(({ hour }) => Number(hour)))].sort((a, b) => a - b);
    if (JSON.stringify(known) !== JSON.stringify(hoursOf(connections)))
      return differs(
        'hour',
        'The hours in which it is looked for are not those in which somebody was there.',
      );
    // Of what was forgotten only the times are left, and what came later is not counted.
    if (isForgotten) return undefined;
    return (
      timesDiffer(consult, rows, differs) ??
      personsDiffer(persons, rows, differs) ??
      (waits ? undefined : presenceDiffers(presence, connections, rows, options, differs))
    );
  };
  const dates = presence?.['rule_dates'] ?? undefined;
  return {
    evidenceRows: rows.length,
    connections,
    ruleDates: dates === undefined ? undefined : Number(dates),
    waits,
    difference: difference(),
  };
}

type Differs = (check: LedgerDifference['check'], message: string) => LedgerDifference;

function timesDiffer(
  consult: WorkRow,
  rows: readonly Evidence[],
  differs: Differs,
): LedgerDifference | undefined {
  const times = rows.map(evidenceTimes);
  const expected = [Math.min(...times.map(({ first }) => first)), Math.max(...times.map(({ last }) => last))];
  const found = [Number(consult['first']), Number(consult['last'])];
  if (rows.length === 0) return differs('consult-times', 'It has no row of evidence, and was not forgotten.');
  return expected[0] === found[0] && expected[1] === found[1]
    ? undefined
    : differs(
        'consult-times',
        `Its rows reach from ${expected.join(' to ')}, and it is kept as ${found.join(' to ')}.`,
      );
}

function personsDiffer(
  persons: readonly WorkRow[],
  rows: readonly Evidence[],
  differs: Differs,
): LedgerDifference | undefined {
  const expected = [...new Set(rows.flatMap(({ person }) => person ?? []))].sort();
  const found = persons.map(({ person }) => String(person)).sort();
  return JSON.stringify(expected) === JSON.stringify(found)
    ? undefined
    : differs(
        'persons',
        `Its rows have ${expected.length} persons, and ${found.length} can be found, or other ones.`,
      );
}

function presenceDiffers(
  presence: WorkRow | undefined,
  connections: readonly BillableConnection[],
  rows: readonly Evidence[],
  options: RollUpOptions,
  differs: Differs,
): LedgerDifference | undefined {
  if (presence === undefined) return differs('presence', 'It was never rolled up, and does not wait for it.');
  if (Number(presence['evidence_rows']) !== rows.length)
    return differs(
      'presence',
      `It was rolled up with ${String(presence['evidence_rows'])} rows, and has ${rows.length}.`,
    );
  const expected = billableConnections(foldPresence(rows, options), options);
  if (JSON.stringify(expected.map(figureOf)) === JSON.stringify(connections.map(figureOf))) return undefined;
  const seconds = (of: readonly BillableConnection[]): string =>
    `${of.length} connections of ${of.reduce((sum, one) => sum + one.end - one.start, 0) / 1000} s`;
  return differs(
    'presence',
    `Its rows give ${seconds(expected)}, and ${seconds(connections)} are kept. Where leaseSeconds or heartbeatSeconds was changed since, that is why.`,
  );
}

const figureOf = (one: BillableConnection): readonly unknown[] => [
  one.provider,
  one.person ?? null,
  one.connection,
  one.participantClass,
  one.start,
  one.end,
  one.startBasis,
  one.endBasis,
  one.errorBoundSeconds,
  one.media ?? null,
  one.carried?.map(({ hour, sums }) => [hour, addCarried([sums])]) ?? null,
];
