import { Big } from 'big.js';
import type { Decimal, Sourced } from '@patchbay/contract';
import {
  buildPresets,
  CostError,
  type BuildPreset,
  crossover,
  estimateBuild,
  findBuildPreset,
  spendOfMinutes,
} from '@patchbay/cost';
import { CommandError } from '../command-error.ts';
import type { GlobalOptions } from '../config-file.ts';
import type { BuildOption, Estimate } from '../estimate.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';
import { renderEstimate } from '../render/render-estimate.ts';

export interface EstimateOptions extends GlobalOptions {
  /** A month's. */
  readonly participantMinutes: Decimal;
  /** USD for one participant-minute. */
  readonly rate: Decimal;
  readonly preset: string;
  /** Measured peak of participants at the same time; derived from the minutes unless told. */
  readonly peak?: number | undefined;
}

/** What a thin preset is never printed without. */
const honestPreset = 'on-call-engineer';

/** Prints what so many minutes cost at a rate, what hosting them oneself would, and where the lines cross. */
export async function estimateCommand(options: EstimateOptions, io: Io): Promise<ExitCode> {
  const estimate = guarded(() => estimateOf(options, new Date(io.now()).toISOString().slice(0, 10)));
  if (options.json) printJson(io, estimate);
  else io.stdout(renderEstimate(estimate, io));
  return exitCode.ok;
}

/** What the numbers typed cannot be computed with is the command line's fault. */
function guarded<Result>(compute: () => Result): Result {
  try {
    return compute();
  } catch (error) {
    if (error instanceof CostError) throw new CommandError('usage', error.message, exitCode.usage);
    throw error;
  }
}

function estimateOf({ participantMinutes, rate, preset, peak }: EstimateOptions, today: string): Estimate {
  const given: Sourced<Decimal> = {
    value: rate,
    source: 'Given on the command line',
    readOn: today,
    confidence: 'assumed',
  };
  const monthly = spendOfMinutes(participantMinutes, given);
  const presets = [...new Set([presetOf(preset), presetOf(honestPreset)])];
  return {
    participantMinutes,
    rate,
    spend: { monthly, yearlyTotal: new Big(monthly.total).times(12).toFixed() },
    build: presets.map((each) => buildOption(each, participantMinutes, given, peak)),
  };
}

function buildOption(
  preset: BuildPreset,
  participantMinutes: Decimal,
  rate: Sourced<Decimal>,
  peak: number | undefined,
): BuildOption {
  const minutes = new Big(participantMinutes);
  const isMeasured = peak !== undefined && minutes.gt(0);
  return {
    preset: preset.id,
    name: preset.name,
    description: preset.description,
    estimate: estimateBuild({ participantMinutes, peakConcurrentParticipants: peak, assumptions: preset }),
    crossover: crossover({
      buy: { kind: 'flat-rate', rate },
      build: preset,
      ...(isMeasured && { peakPerMinute: new Big(peak).div(minutes).toFixed(12) }),
    }),
  };
}

function presetOf(id: string): BuildPreset {
  const preset = findBuildPreset(id);
  if (preset !== undefined) return preset;
  const known = buildPresets.map(({ id }) => id).join(', ');
  throw new CommandError(
    'usage',
    `option '--preset <id>' argument '${id}' is invalid. Choose one of: ${known}.`,
    exitCode.usage,
  );
}
