import { join } from 'node:path';
import type { Evidence } from '@patchbay/contract';
import { keepVendorReport, openSqliteLedger, type VendorLine } from '@patchbay/metering';
import type { Progress } from '../../measurement.ts';
import { clinicEvidence } from '../clinic-evidence.ts';
import { checkedAt, month, monthBook, monthConfig } from './month-book.ts';

const day = 86_400_000;
const consultsAtOnce = 1000;
/** With two people, two webhooks each and a heartbeat every 15 s, some 52 rows a consult. */
const minutes = 6;

export interface PreparedMonth {
  readonly path: string;
  readonly rows: number;
  readonly connections: number;
}

/**
 * A ledger of one month, consult after consult over all its days, rolled up; and what its three vendors say that they counted, in whole
 * seconds, a line for each connection.
 */
export async function prepareMonth(
  consults: number,
  folder: string,
  progress: Progress,
): Promise<PreparedMonth> {
  const path = join(folder, `month-${consults}.ledger`);
  const ledger = await openSqliteLedger({ path, now: () => checkedAt });
  const everySeconds = Math.floor((month.to - month.from - day) / 1000 / consults);
  const answers = new Map<string, VendorLine[]>();
  let rows = 0;
  for (let done = 0; done < consults; done += consultsAtOnce) {
    progress(`a month's evidence, ${done} of ${consults} consults`);
    const some = Math.min(consultsAtOnce, consults - done);
    const from = month.from + done * everySeconds * 1000;
    const evidence = clinicEvidence({ consults: some, minutes, everySeconds, from });
    rows += evidence.length;
    for (let at = 0; at < evidence.length; at += 10_000) await ledger.append(evidence.slice(at, at + 10_000));
    for (const line of linesOf(evidence)) {
      const key = JSON.stringify([line.provider, Math.floor(line.startedAt / day) * day]);
      answers.set(key, [...(answers.get(key) ?? []), line]);
    }
  }
  for (const [key, lines] of answers) {
    const [provider, from] = JSON.parse(key) as [string, number];
    const report = { id: key, provider, day: { from, to: from + day }, pulledAt: checkedAt, lines };
    await ledger.transact(() => keepVendorReport(report));
  }
  progress('rolling the month up');
  const book = monthBook(ledger, monthConfig(folder));
  while ((await book.rollUp()).more);
  await ledger.close();
  return { path, rows, connections: consults * 2 };
}

function* linesOf(evidence: readonly Evidence[]): Generator<VendorLine & { readonly provider: string }> {
  const joined = new Map<string, number>();
  for (const row of evidence) {
    const { provider, tenant, consultId, person, connection, at, kind, source } = row;
    if (source !== 'webhook') continue;
    const key = JSON.stringify([consultId, connection]);
    if (kind === 'joined') joined.set(key, at);
    const startedAt = joined.get(key);
    if (kind !== 'left' || startedAt === undefined) continue;
    const milliseconds = Math.round((at - startedAt) / 1000) * 1000;
    const about = { provider, tenant, consultId, person, connection, room: 'known' as const };
    yield { ...about, startedAt, endedAt: at, milliseconds, precision: 1000, amount: undefined };
  }
}
