import type { ProviderId } from '@patchbay/contract';
import type { UsagePeriod } from './clip-connection.ts';
import { insertRows, statement, type Steps, type WorkRow } from './ledger-work.ts';
import type { VendorLine, VendorReport } from './vendor-report.ts';

/** `new`: the first of its day; `changed`: another answer than before; `same`: known, and nothing was added. */
export type KeptReport = 'new' | 'changed' | 'same';

/** Keeps an answer, in one transaction. The newest one of a day counts; earlier ones stay. */
export function* keepVendorReport({ id, provider, day, pulledAt, lines }: VendorReport): Steps<KeptReport> {
  const before = yield statement(
    'SELECT id FROM ledger_vendor_report WHERE provider = $1 AND day_from = $2 AND day_to = $3 ORDER BY confirmed_at DESC, pulled_at DESC LIMIT 1',
    provider,
    day.from,
    day.to,
  );
  const fresh = yield statement(
    `INSERT INTO ledger_vendor_report (id, provider, day_from, day_to, pulled_at, confirmed_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    id,
    provider,
    day.from,
    day.to,
    pulledAt,
    pulledAt,
  );
  if (fresh.length === 0) {
    // An answer that comes back after another one is what the vendor says now.
    yield statement(
      'UPDATE ledger_vendor_report SET confirmed_at = $1 WHERE id = $2 AND confirmed_at < $3',
      pulledAt,
      id,
      pulledAt,
    );
    return before[0]?.['id'] === id ? 'same' : 'changed';
  }
  yield* insertRows(
    'ledger_vendor_line',
    [
      'report',
      'position',
      'tenant',
      'consult_id',
      'room',
      'person',
      'connection',
      'started_at',
      'ended_at',
      'milliseconds',
      'precision',
      'currency',
      'amount',
    ],
    lines.map((line, position) => [
      id,
      position,
      line.tenant ?? null,
      line.consultId ?? null,
      line.room,
      line.person ?? null,
      line.connection ?? null,
      line.startedAt,
      line.endedAt ?? null,
      line.milliseconds ?? null,
      line.precision,
      line.amount?.currency ?? null,
      line.amount?.value ?? null,
    ]),
  );
  return before.length === 0 ? 'new' : 'changed';
}

/** What a vendor says now of each day in the period, in order; a day that was never answered for is absent. */
export function* vendorReportsBetween(
  provider: ProviderId,
  { from, to }: UsagePeriod,
): Steps<readonly VendorReport[]> {
  const found = yield statement(
    'SELECT * FROM ledger_vendor_report WHERE provider = $1 AND day_from >= $2 AND day_to <= $3 ORDER BY day_from, confirmed_at, pulled_at',
    provider,
    from,
    to,
  );
  const newest = new Map(found.map((row) => [Number(row['day_from']), row]));
  const reports: VendorReport[] = [];
  for (const row of newest.values()) {
    const lines = yield statement(
      'SELECT * FROM ledger_vendor_line WHERE report = $1 ORDER BY position',
      String(row['id']),
    );
    reports.push({
      id: String(row['id']),
      provider,
      day: { from: Number(row['day_from']), to: Number(row['day_to']) },
      pulledAt: Number(row['confirmed_at']),
      lines: lines.map(lineFrom),
    });
  }
  return reports;
}

/** When the vendor answered last about each day in the period, by the day's beginning; milliseconds since the Unix epoch. */
export function* answeredDays(
  provider: ProviderId,
  { from, to }: UsagePeriod,
): Steps<ReadonlyMap<number, number>> {
  const rows = yield statement(
    `SELECT day_from, max(confirmed_at) AS answered_at FROM ledger_vendor_report
     WHERE provider = $1 AND day_from >= $2 AND day_to <= $3 GROUP BY day_from ORDER BY day_from`,
    provider,
    from,
    to,
  );
  return new Map(rows.map((row) => [Number(row['day_from']), Number(row['answered_at'])]));
}

function lineFrom(row: WorkRow): VendorLine {
  const text = (name: string): string | undefined => {
    const value = row[name];
    return typeof value === 'string' ? value : undefined;
  };
  const number = (name: string): number | undefined => (row[name] === null ? undefined : Number(row[name]));
  const [currency, value] = [text('currency'), text('amount')];
  return {
    tenant: text('tenant'),
    consultId: text('consult_id'),
    room: String(row['room']) as VendorLine['room'],
    person: text('person'),
    connection: text('connection'),
    startedAt: Number(row['started_at']),
    endedAt: number('ended_at'),
    milliseconds: number('milliseconds'),
    precision: Number(row['precision']),
    amount: currency === undefined || value === undefined ? undefined : { currency, value },
  };
}
