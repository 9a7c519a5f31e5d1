import type { Confidence, Decimal } from '@patchbay/contract';
import type { AssumptionName, BuildPreset, Range } from './build-preset.ts';
import { assumedPeakRate, type BuildCost, buildCost, type BuildLineKind, peakOf } from './build-cost.ts';
import type { BuildEstimate, BuildLine } from './build-estimate.ts';
import { decimalOf, exact, type Exact, measured, quantityOf, roundMoney, sum } from './exact.ts';
import { graduatedPrice } from './graduated-price.ts';
import { countedShare } from './measured-downstream.ts';
import { withMeasuredDownstream } from './with-measured-downstream.ts';
import { explainLine } from './explain-line.ts';
import { inputsOf } from './build-inputs.ts';
import { weakestConfidence } from './weakest-confidence.ts';

export interface BuildQuestion {
  readonly participantMinutes: Decimal;
  /** Undefined when it was not measured: then it follows from the minutes by the preset's busy-hour share. */
  readonly peakConcurrentParticipants?: number | undefined;
  readonly assumptions: BuildPreset;
  /** Bytes to participants that were counted, and in how many of the participant-seconds; the preset's assumption is for the others. */
  readonly downstream?: { readonly bytes: number; readonly seconds: number } | undefined;
}

/** What a month of self-hosting would cost, as a range with its likely value. Throws `CostError`. */
export function estimateBuild({
  participantMinutes,
  peakConcurrentParticipants,
  assumptions,
  downstream,
}: BuildQuestion): BuildEstimate {
  const minutes = exact(participantMinutes, 'participantMinutes');
  const traffic = {
    gigabytes: measured(downstream?.bytes ?? 0, 'downstream.bytes').div(1e9),
    counted: measured(downstream?.seconds ?? 0, 'downstream.seconds').div(60),
    minutes,
  };
  const preset = withMeasuredDownstream(assumptions, traffic);
  const share = countedShare(traffic);
  const peak =
    peakConcurrentParticipants === undefined
      ? undefined
      : measured(peakConcurrentParticipants, 'peakConcurrentParticipants');
  const egress = graduatedPrice({ included: '0', tiers: preset.egressTiers.value });
  const at = (end: 'cheap' | 'likely' | 'dear'): BuildCost => {
    const inputs = inputsOf(preset, end);
    return buildCost(inputs, egress)(minutes, peak ?? peakOf(minutes, assumedPeakRate(inputs)));
  };
  const costs = { cheap: at('cheap'), likely: at('likely'), dear: at('dear') };
  const range = (of: (cost: BuildCost) => Exact, text = decimalOf): Range => ({
    low: text(of(costs.cheap)),
    likely: text(of(costs.likely)),
    high: text(of(costs.dear)),
  });
  const money = (of: (cost: BuildCost) => Exact): Range => range((cost) => roundMoney(of(cost)));
  const confidences = lineConfidences(preset, peak !== undefined);
  const lines = lineKinds.map((kind): BuildLine => ({
    kind,
    amount: money(({ amounts }) => amounts[kind]),
    explanation: [
      explainLine(kind, costs.likely, inputsOf(preset, 'likely')),
      ...(kind === 'egress' && share !== undefined ? [share] : []),
    ].join(', '),
    confidence: confidences[kind],
  }));
  return {
    preset: preset.id,
    participantMinutes: decimalOf(minutes),
    peakConcurrentParticipants: range(({ peak }) => peak, quantityOf),
    peakBasis: peak === undefined ? 'assumed' : 'measured',
    egressBasis:
      share === undefined ? 'assumed' : traffic.counted.gte(minutes) ? 'measured' : 'partly-measured',
    servers: range(({ servers }) => servers),
    lines,
    total: money(({ total }) => total),
    fixed: money(({ amounts }) => sum(fixedKinds.map((kind) => amounts[kind]))),
    confidence: weakestConfidence(lines.map(({ confidence }) => confidence)),
  };
}

const fixedKinds = [
  'servers',
  'people',
  'on-call',
  'hosting-baa',
] as const satisfies readonly BuildLineKind[];
const lineKinds = ['servers', 'egress', 'relay', 'people', 'on-call', 'hosting-baa'] as const;

function lineConfidences(
  preset: BuildPreset,
  peakMeasured: boolean,
): Readonly<Record<BuildLineKind, Confidence>> {
  const of = (...names: readonly AssumptionName[]): Confidence =>
    weakestConfidence(names.map((name) => preset.assumptions[name].confidence));
  const egress = weakestConfidence([of('gigabytesPerMinute'), preset.egressTiers.confidence]);
  const sizing = of('consumersPerParticipant', 'consumersPerCore', 'targetLoad', 'coresPerServer');
  return {
    servers: weakestConfidence([
      sizing,
      of('serverMonthlyPrice', 'spareServers', ...(peakMeasured ? [] : (['busyHourShare'] as const))),
    ]),
    egress,
    relay: weakestConfidence([egress, of('relayShare')]),
    people: of('engineers', 'engineerYearlySalary', 'salaryLoad'),
    'on-call': of('onCallMonthly'),
    'hosting-baa': of('hostingBaaMonthly'),
  };
}
