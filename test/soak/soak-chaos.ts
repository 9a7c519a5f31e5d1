import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChaosFigures, runChaos } from '../../packages/metering/test/run-chaos.ts';
import { checkStoredChaos, type StoredChaosFigures } from '../../packages/metering/test/stored-chaos.ts';

export interface SoakChaosOptions {
  readonly scale: number;
  readonly seed: number;
  /** Only this one, again. */
  readonly run: number | undefined;
  /** Only at this loss, in percent. */
  readonly lost: number | undefined;
  readonly progress: (line: string) => void;
}

const everything = { providers: ['livekit', 'mesh'], everything: true };

/** Random truths at three losses, and some of them through a store. */
export async function soakChaos({ scale, seed, run, lost, progress }: SoakChaosOptions): Promise<unknown> {
  const figures: Record<string, (ChaosFigures | StoredChaosFigures) & { readonly seconds: number }> = {};
  const timed = async <Figures extends ChaosFigures | StoredChaosFigures>(
    name: string,
    work: () => Figures | Promise<Figures>,
  ): Promise<void> => {
    const started = performance.now();
    const result = await work();
    figures[name] = { ...result, seconds: Math.round((performance.now() - started) / 1000) };
  };
  const which = (full: number) =>
    run === undefined ? { runs: Math.ceil(full * scale) } : { runs: 1, from: run };
  for (const lossPercent of lost === undefined ? [0, 20, 50] : [lost])
    await timed(`${lossPercent} % lost`, () =>
      runChaos({ ...which(10_000), seed, trouble: { ...everything, lossPercent }, progress }),
    );
  if (lost !== undefined) return figures;
  const directory = await mkdtemp(join(tmpdir(), 'patchbay-chaos-'));
  try {
    await timed('through SQLite, 20 % lost', () =>
      checkStoredChaos({
        ...which(200),
        seed,
        directory,
        trouble: { ...everything, lossPercent: 20 },
        progress,
      }),
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return figures;
}
