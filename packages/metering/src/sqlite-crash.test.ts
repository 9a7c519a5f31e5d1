import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openSqliteLedger } from './sqlite-ledger.ts';

const program = fileURLToPath(new URL('../test/append-forever.ts', import.meta.url));

/** Runs the program until it has acknowledged that many rows, then kills it; all ids that it had acknowledged. */
async function killedAfter(path: string, prefix: string, rows: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--conditions=patchbay-source', program, path, prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const acknowledged: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(line);
    if (acknowledged.length === rows) {
      child.kill('SIGKILL');
    }
  }
  expect((await exited)[1]).toBe('SIGKILL');
  return acknowledged;
}

test('what was acknowledged survives kill -9, once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-crash-'));
  try {
    const path = join(folder, 'usage.ledger');
    const acknowledged: string[] = [];
    for (const [round, rows] of [1, 7, 40, 3, 90].entries()) {
      acknowledged.push(...(await killedAfter(path, `round-${round}`, rows)));
    }
    const ledger = await openSqliteLedger({ path, now: () => 0 });
    const kept = (await ledger.evidenceOf('consult-1')).map(({ id }) => id);
    await ledger.close();
    expect(new Set(kept).size).toBe(kept.length);
    expect(acknowledged.filter((id) => !kept.includes(id))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
