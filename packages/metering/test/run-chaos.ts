import { checkConsult } from './check-consult.ts';
import { randomSource } from './random-source.ts';
import { randomConsult, type Trouble } from './random-truth.ts';

export interface ChaosFigures {
  readonly runs: number;
  /** Rows of evidence that were folded. */
  readonly events: number;
  /** Persons and bills whose truth was held against their bound. */
  readonly checked: number;
  readonly medianBoundSeconds: number;
  readonly p95BoundSeconds: number;
  /** Percent of runs in which every bound is under 60 s. */
  readonly percentUnder60Seconds: number;
  /** The first few that were wrong, with the seed that shows them again. */
  readonly wrong: readonly string[];
  readonly wrongRuns: number;
}

export interface ChaosOptions {
  readonly runs: number;
  readonly seed: number;
  readonly trouble: Trouble;
  readonly progress?: (line: string) => void;
}

const mostShown = 10;
const between = 10_000;

/** Random truths, random evidence of them, and whether the ledger's numbers keep what they promise. */
export function runChaos({ runs, seed, trouble, progress }: ChaosOptions): ChaosFigures {
  const bounds: number[] = [];
  const wrong: string[] = [];
  let [events, under, wrongRuns] = [0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const own = (seed + run) % 0x1_00_00_00_00;
    const consult = randomConsult(randomSource(own), trouble);
    const checked = checkConsult(consult);
    events += consult.evidence.length;
    bounds.push(...checked.bounds);
    if (checked.bounds.every((bound) => bound < 60)) under += 1;
    if (checked.wrong.length > 0) wrongRuns += 1;
    if (wrong.length < mostShown) wrong.push(...checked.wrong.map((what) => `seed ${own}: ${what}`));
    if ((run + 1) % between === 0) progress?.(`chaos: ${run + 1} of ${runs} runs`);
  }
  bounds.sort((a, b) => a - b);
  const at = (share: number): number => bounds[Math.floor((bounds.length - 1) * share)] ?? 0;
  return {
    runs,
    events,
    checked: bounds.length,
    medianBoundSeconds: at(0.5),
    p95BoundSeconds: at(0.95),
    percentUnder60Seconds: Math.round((under / runs) * 1000) / 10,
    wrong,
    wrongRuns,
  };
}
