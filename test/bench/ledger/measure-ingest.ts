import { join } from 'node:path';
import type { Evidence } from '@patchbay/contract';
import { type Ledger, openPostgresLedger, openSqliteLedger } from '@patchbay/metering';
import { scratchDatabase, startPostgres } from '../../servers/start-postgres.ts';
import { type Measurement, medianOfRounds, type Progress } from '../measurement.ts';
import { clinicEvidence } from './clinic-evidence.ts';
import type { LedgerSizes } from './ledger-sizes.ts';
import { type InsertBatch, rawPostgres, rawSqlite } from './raw-insert.ts';
import { takeTurns, timed } from './take-turns.ts';

const from = Date.UTC(2026, 5, 1, 8);
const consultsOf = (consults: number) => clinicEvidence({ consults, minutes: 20, everySeconds: 6, from });
const rowsPerConsult = consultsOf(1).length;

/** Appends to a new ledger and inserts into a new raw table, batch by batch in turn, all of them the same rows. */
async function ingest(
  title: string,
  { rounds, rows: perRound }: LedgerSizes['ingest'],
  batch: number,
  ledger: Pick<Ledger, 'append'>,
  insert: InsertBatch,
): Promise<Measurement> {
  // One round more, which warms both and is not counted.
  const consults = Math.ceil((perRound * (rounds + 1)) / rowsPerConsult) + 1;
  const rows = consultsOf(consults);
  const [ours, reference]: [number[], number[]] = [[], []];
  const perSecond = (milliseconds: number): number =>
    (Math.floor(perRound / batch) * batch * 1000) / milliseconds;
  for (let round = 0; round <= rounds; round += 1) {
    const spent = { ours: 0, reference: 0 };
    const some = rows.slice(round * perRound, (round + 1) * perRound);
    for (const [turn, rowsOfBatch] of batchesOf(some, batch).entries()) {
      await takeTurns(
        turn,
        async () => (spent.ours += await timed(() => ledger.append(rowsOfBatch))),
        async () => (spent.reference += await timed(() => insert(rowsOfBatch))),
      );
    }
    if (round === 0) continue;
    ours.push(perSecond(spent.ours));
    reference.push(perSecond(spent.reference));
  }
  return medianOfRounds(
    {
      measure: `${title}, durable ingest at batches of ${batch} against a raw batched insert`,
      unit: 'rows/s',
      better: 'higher',
      note: `Raw: one table with the same columns and one unique id, one INSERT of the batch in one transaction, on disk when it returns. ${rounds} rounds of ${perRound} rows, batch by batch in turn; goal: ratio at least 0.5.`,
    },
    ours,
    reference,
  );
}

function batchesOf(rows: readonly Evidence[], size: number): readonly (readonly Evidence[])[] {
  return Array.from({ length: Math.floor(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  );
}

export async function measureIngest(
  sizes: LedgerSizes['ingest'],
  folder: string,
  progress: Progress,
): Promise<readonly Measurement[]> {
  const measurements: Measurement[] = [];
  for (const batch of sizes.batches) {
    progress(`SQLite at batches of ${batch}`);
    const ledger = await openSqliteLedger({ path: join(folder, `ours-${batch}.ledger`), now: Date.now });
    const raw = rawSqlite(join(folder, `raw-${batch}.sqlite`), batch);
    measurements.push(await ingest('SQLite', sizes, batch, ledger, raw.insert));
    await ledger.close();
    raw.close();
  }
  const server = await startPostgres();
  try {
    for (const batch of sizes.batches) {
      progress(`PostgreSQL at batches of ${batch}`);
      const [own, other] = [await scratchDatabase(server), await scratchDatabase(server)];
      const ledger = await openPostgresLedger({ pool: own.pool, now: Date.now });
      measurements.push(await ingest('PostgreSQL', sizes, batch, ledger, await rawPostgres(other.pool)));
      await ledger.close();
      await own.drop();
      await other.drop();
    }
  } finally {
    await server.stop();
  }
  return measurements;
}
