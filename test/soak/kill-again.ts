import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Killing {
  readonly kills: number;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly progress?: ((line: string) => void) | undefined;
}

export interface KilledProgram {
  /** The name of its file in this folder. It prints a line for each thing that it was acknowledged, and ends only when it is killed. */
  readonly program: string;
  readonly argsOf: (kill: number) => readonly string[];
  /** Milliseconds from its first line on. */
  readonly longestLife: number;
  /** For who watches. */
  readonly what: string;
}

/**
 * Kills a program (-9) at random moments, again and again. Resolves to all lines that it printed; the last ones of each life may
 * have been cut in the middle.
 */
export async function killAgain(
  { program, argsOf, longestLife, what }: KilledProgram,
  { kills, random, progress }: Killing,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    lines.push(...(await linesOfLife(program, argsOf(kill), random() * longestLife)));
    if ((kill + 1) % 20 === 0) progress?.(`${what}: ${kill + 1} of ${kills} kills`);
  }
  return lines;
}

async function linesOfLife(
  program: string,
  args: readonly string[],
  life: number,
): Promise<readonly string[]> {
  const path = join(import.meta.dirname, program);
  const child = spawn(process.execPath, ['--conditions=patchbay-source', path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    if (lines.length === 0) void sleep(life).then(() => child.kill('SIGKILL'));
    lines.push(line);
  }
  const [code, signal] = await exited;
  if (signal !== 'SIGKILL') throw new Error(`${program} ended by itself with ${String(code)}.`);
  return lines;
}
