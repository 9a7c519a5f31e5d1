import { DatabaseSync } from 'node:sqlite';
import type { Evidence } from '@patchbay/contract';
import { type AppendResult, createMemoryLedger, LedgerError } from '@patchbay/metering';
import { expect, test } from 'vitest';
import { createManualTime, settle } from '../../test/manual-time.ts';
import { testConfig, temporaryDirectory } from '../../test/start-patchbay.ts';
import { createStubVendor } from '../../test/stub-vendor.ts';
import { createCurrentConfig } from '../config/current-config.ts';
import { answerError } from '../http/answer-error.ts';
import { createMetrics } from '../observation/metrics.ts';
import { createLedgerBuffer, type LedgerBufferParts } from './ledger-buffer.ts';

const row = (id: number): Evidence => ({
  id: String(id).padStart(64, '0'),
  kind: 'present',
  source: 'roster-poll',
  provider: 'stub',
  tenant: 'north',
  consultId: 'c1',
  person: undefined,
  connection: `PA_${id}`,
  participantClass: 'person',
  at: id,
  precision: 1,
  receivedAt: id,
});
const rowsFrom = (first: number, count: number): readonly Evidence[] =>
  Array.from({ length: count }, (_, index) => row(first + index));

async function buffered(ledger: LedgerBufferParts['ledger'], buffer: { rows?: number; bytes?: number } = {}) {
  const time = createManualTime();
  const config = testConfig([createStubVendor()], await temporaryDirectory(), { metering: { buffer } });
  const metrics = createMetrics();
  const { now, schedule } = time;
  const ledgerBuffer = createLedgerBuffer({
    ledger,
    metrics,
    schedule,
    now,
    config: createCurrentConfig(config),
  });
  const depth = async (): Promise<number> => (await metrics.bufferedRows.get()).values[0]?.value ?? 0;
  return { time, buffer: ledgerBuffer, depth };
}

const codeOf = async (work: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const response = answerError(
    error,
    () => undefined,
    () => 'e1',
  );
  const body = (await response.json()) as Record<string, unknown>;
  return [response.status, body['code'], Number(response.headers.get('retry-after')) > 0];
};

/** A ledger whose disk is as fast, and as well, as the test says. */
function weatheredLedger() {
  const memory = createMemoryLedger();
  const stuck: (() => void)[] = [];
  const weather = {
    memory,
    state: 'well' as 'well' | 'slow' | 'down',
    release: (): void => {
      for (const go of stuck.splice(0)) go();
    },
    append: async (rows: readonly Evidence[]): Promise<AppendResult> => {
      if (weather.state === 'slow') await new Promise<void>((resolve) => stuck.push(resolve));
      if (weather.state === 'down') throw new LedgerError('unavailable', 'down');
      return memory.append(rows);
    },
  };
  return weather;
}

test('a ledger that is slow, then down, then back loses nothing that was acknowledged', async () => {
  const weather = weatheredLedger();
  const { time, buffer } = await buffered(weather, { rows: 1000 });
  const acknowledged = new Set<string>();
  const refusals = new Map<unknown, number>();
  const pending = new Map<number, readonly Evidence[]>();
  const send = async (rows: readonly Evidence[], key: number): Promise<void> => {
    const work = buffer.append(rows);
    const outcome = await work.then(
      (result) => result,
      async () => codeOf(work),
    );
    if (Array.isArray(outcome)) {
      const [, code] = outcome as readonly unknown[];
      refusals.set(code, (refusals.get(code) ?? 0) + 1);
      return;
    }
    for (const { id } of rows) acknowledged.add(id);
    pending.delete(key);
  };
  const sendAll = () => [...pending].map(async ([key, rows]) => send(rows, key));
  for (let key = 0; key < 30; key += 1) pending.set(key, rowsFrom(key * 100, 100));

  weather.state = 'slow';
  const slow = Promise.all(sendAll());
  await settle();
  expect(refusals.get('ingest-overloaded')).toBe(20);
  // Those that wait are told to come again, and what was written after all is there once.
  await time.advance(10_000);
  await slow;
  expect(refusals.get('store-unavailable')).toBe(10);
  expect(acknowledged.size).toBe(0);
  await Promise.all(sendAll());
  expect(refusals.get('ingest-overloaded')).toBe(50);

  weather.state = 'down';
  weather.release();
  await settle();
  await Promise.all(sendAll());
  expect(acknowledged.size).toBe(0);
  expect(refusals.get('store-unavailable')).toBe(20);

  weather.state = 'well';
  while (pending.size > 0) await Promise.all(sendAll());
  const kept = (await weather.memory.evidenceOf('c1')).map(({ id }) => id);
  expect([...acknowledged].filter((id) => !kept.includes(id))).toEqual([]);
  expect([acknowledged.size, kept.length, new Set(kept).size]).toEqual([3000, 3000, 3000]);
});

test('rows that nobody waits for any more take their room until the disk has answered', async () => {
  const weather = weatheredLedger();
  const { time, buffer, depth } = await buffered(weather, { rows: 1000 });
  weather.state = 'slow';
  const late = codeOf(buffer.append(rowsFrom(0, 1000)));
  await time.advance(10_000);
  expect(await late).toEqual([503, 'store-unavailable', true]);
  expect(await depth()).toBe(1000);
  expect(await codeOf(buffer.append([row(5000)]))).toEqual([503, 'ingest-overloaded', true]);
  weather.state = 'well';
  weather.release();
  await settle();
  expect(await depth()).toBe(0);
  expect(await buffer.append(rowsFrom(0, 1000))).toMatchObject({ accepted: [] });
});

test('is bounded in bytes too', async () => {
  const weather = weatheredLedger();
  const { buffer } = await buffered(weather, { bytes: 1_048_576 });
  weather.state = 'slow';
  const large = rowsFrom(0, 4).map((one) => ({ ...one, connection: 'x'.repeat(200_000) }));
  const waiting = buffer.append(large);
  expect(await codeOf(buffer.append([{ ...row(9), connection: 'x'.repeat(300_000) }]))).toEqual([
    503,
    'ingest-overloaded',
    true,
  ]);
  weather.state = 'well';
  weather.release();
  expect((await waiting).accepted).toHaveLength(4);
});

test('a disk that is full has its own code, and takes facts again once there is room', async () => {
  const database = new DatabaseSync(':memory:');
  database.exec('PRAGMA max_page_count = 8; CREATE TABLE evidence (id TEXT PRIMARY KEY, filling TEXT)');
  const insert = database.prepare('INSERT OR IGNORE INTO evidence VALUES (?, ?)');
  const append = async (rows: readonly Evidence[]): Promise<AppendResult> => {
    database.exec('BEGIN');
    try {
      for (const { id } of rows) insert.run(id, 'x'.repeat(1000));
      database.exec('COMMIT');
      return { accepted: rows.map(({ id }) => id), duplicates: [] };
    } catch (cause) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw new LedgerError('unavailable', 'No space is left.', { cause });
    }
  };
  const { buffer } = await buffered({ append });
  expect(await codeOf(buffer.append(rowsFrom(0, 100)))).toEqual([503, 'store-full', true]);
  expect(database.prepare('SELECT count(*) AS rows FROM evidence').get()).toEqual({ rows: 0 });
  database.exec('PRAGMA max_page_count = 1000');
  expect((await buffer.append(rowsFrom(0, 100))).accepted).toHaveLength(100);
  database.close();
});
