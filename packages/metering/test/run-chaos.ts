import { checkConsult } from './check-consult.ts';
import { allHappenings, type Happening } from './happenings.ts';
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
  /** Percent of the time of pages that tell what they carry of which it is known in the end. */
  readonly percentMediaKnown: number;
  /** In how many runs each thing happened. */
  readonly happened: Readonly<Record<Happening, number>>;
  /** The first few that were wrong, with the seed and the run that show them again. */
  readonly wrong: readonly string[];
  readonly wrongRuns: number;
}

export interface ChaosOptions {
  readonly runs: number;
  readonly seed: number;
  /** Which run comes first: with `runs` 1, that one alone. */
  readonly from?: number;
  readonly trouble: Trouble;
  readonly progress?: (line: string) => void;
}

const mostShown = 10;
const between = 10_000;

/** Random truths, random evidence of them, and whether the ledger's numbers keep what they promise. */
export function runChaos({ runs, seed, from = 0, trouble, progress }: ChaosOptions): ChaosFigures {
  const bounds: number[] = [];
  const wrong: string[] = [];
  const happened = Object.fromEntries(allHappenings.map((what) => [what, 0])) as Record<Happening, number>;
  let [events, under, wrongRuns, there, known] = [0, 0, 0, 0, 0];
  for (let run = from; run < from + runs; run += 1) {
    const random = randomSource((seed + run) % 0x1_00_00_00_00);
    const consult = randomConsult(random, trouble);
    const checked = checkConsult(random, consult);
    events += consult.evidence.length;
    bounds.push(...checked.bounds);
    there += checked.there;
    known += checked.known;
    for (const what of consult.happened) happened[what] += 1;
    if (checked.bounds.every((bound) => bound < 60)) under += 1;
    if (checked.wrong.length > 0) wrongRuns += 1;
    const where = `--lost ${trouble.lossPercent} --seed ${seed} --run ${run}`;
    if (wrong.length < mostShown) wrong.push(...checked.wrong.map((what) => `${where}: ${what}`));
    if ((run + 1) % between === 0) progress?.(`chaos: ${run + 1} of ${runs} runs, ${wrongRuns} wrong`);
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
    percentMediaKnown: Math.round((known / there) * 1000) / 10,
    happened,
    wrong,
    wrongRuns,
  };
}
