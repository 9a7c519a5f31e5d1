import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { prepareServers } from '../servers/prepare-servers.ts';
import { fullSizes, quickSizes } from './ledger/ledger-sizes.ts';
import { measureLedger } from './ledger/measure-ledger.ts';
import { measureJoining } from './measure-joining.ts';
import { measureSizes } from './measure-sizes.ts';
import type { Measurement, Progress, Spread } from './measurement.ts';

const parts = ['joining', 'sizes', 'ledger'] as const;
const usage = `usage: npm run bench -- [--only ${parts.join('|')}] [--json] [--quick]`;

const progress: Progress = (line) => console.error(`bench: ${line}`);

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
      },
    });
    const only = values.only ?? parts;
    const unknown = only.find((one) => !parts.some((part) => part === one));
    if (unknown !== undefined) throw new Error(`There is no part ${unknown}.`);
    return { ...values, only: new Set<string>(only) };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

const { only, json, quick } = readArguments();
progress(
  `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${new Date().toISOString().slice(0, 10)}`,
);

const measurements: Measurement[] = [];
if (only.has('joining'))
  measurements.push(...(await measureJoining(await prepareServers(progress), progress)));
if (only.has('sizes')) measurements.push(...(await measureSizes()));
if (only.has('ledger')) measurements.push(...(await measureLedger(quick ? quickSizes : fullSizes, progress)));

if (json) console.log(JSON.stringify(measurements, undefined, 2));
else measurements.forEach(print);

function print({ measure, ours, reference, ratio, unit, note, spread }: Measurement): void {
  console.log(
    `${measure}: ${ours.toFixed(1)} against ${reference.toFixed(1)} ${unit}, ratio ${ratio.toFixed(3)}`,
  );
  if (spread !== undefined)
    console.log(`  ours ${spreadText(spread.ours)}; reference ${spreadText(spread.reference)}`);
  if (note !== undefined) console.log(`  ${note}`);
}

function spreadText({ p10, p50, p90, meanWithin }: Spread): string {
  return `p10 ${p10.toFixed(1)}, p50 ${p50.toFixed(1)}, p90 ${p90.toFixed(1)}, mean ± ${meanWithin.toFixed(1)}`;
}
