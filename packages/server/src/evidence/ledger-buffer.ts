import type { Evidence } from '@patchbay/contract';
import type { AppendResult, Ledger } from '@patchbay/metering';
import type { Schedule } from '../backends/schedule.ts';
import { within } from '../backends/within.ts';
import type { CurrentConfig } from '../config/current-config.ts';
import type { Metrics } from '../observation/metrics.ts';
import { Problem } from '../problem.ts';

/** What stands before the ledger: a bounded number of facts that wait for its disk. It keeps nothing that was refused. */
export interface LedgerBuffer {
  /**
   * Resolves, like the ledger's own, when every row named is on disk. Rejects with `ingest-overloaded` when no more may
   * wait, with `store-unavailable` when the disk takes too long (the rows may still arrive: their ids make a repetition
   * harmless), and with what the ledger says.
   */
  append(rows: readonly Evidence[]): Promise<AppendResult>;
}

export interface LedgerBufferParts {
  readonly ledger: Pick<Ledger, 'append'>;
  readonly config: CurrentConfig;
  readonly metrics: Metrics;
  readonly schedule: Schedule;
  readonly now: () => number;
}

/** The ledgers write together what waits, so this one only counts. */
export function createLedgerBuffer(parts: LedgerBufferParts): LedgerBuffer {
  const { ledger, config, metrics, schedule, now } = parts;
  const waiting = { rows: 0, bytes: 0 };

  const count = (rows: number, bytes: number): void => {
    waiting.rows += rows;
    waiting.bytes += bytes;
    metrics.bufferedRows.set(waiting.rows);
    metrics.bufferedBytes.set(waiting.bytes);
  };

  const write = async (rows: readonly Evidence[], bytes: number): Promise<AppendResult> => {
    const began = now();
    let outcome = 'failed';
    count(rows.length, bytes);
    try {
      const result = await ledger.append(rows);
      outcome = 'written';
      return result;
    } finally {
      // Only now: rows that nobody waits for any more still take their room.
      count(-rows.length, -bytes);
      metrics.appendSeconds.observe({ outcome }, (now() - began) / 1000);
    }
  };

  return {
    append: async (rows) => {
      const limits = config.get().metering.buffer;
      const bytes = sizeOf(rows);
      if (waiting.rows + rows.length > limits.rows || waiting.bytes + bytes > limits.bytes) {
        throw new Problem(
          'ingest-overloaded',
          'More waits for the disk than may wait. Send it again.',
          {},
          {
            'retry-after': '2',
          },
        );
      }
      return within(schedule, limits.waitSeconds * 1000, write(rows, bytes), tooLong);
    },
  };
}

const sizeOf = (rows: readonly Evidence[]): number => Buffer.byteLength(JSON.stringify(rows));

const tooLong = (): Problem =>
  new Problem('store-unavailable', 'The ledger takes too long. Send it again.', {}, { 'retry-after': '5' });
