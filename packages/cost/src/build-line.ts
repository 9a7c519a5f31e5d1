import { buildCost, consumersPerServer, peakOf, type PeakRate } from './build-cost.ts';
import { type Exact, Exact as ExactNumber } from './exact.ts';
import type { BuildInputs } from './build-inputs.ts';
import type { CostLine } from './buy-side.ts';
import { CostError } from './cost-error.ts';
import type { GraduatedPrice } from './graduated-price.ts';

const mostSteps = 100_000;

/** Self-hosting as a line over the minutes: it bends at egress tiers and jumps at every further server. */
export function buildLine(inputs: BuildInputs, egress: GraduatedPrice, peakRate: PeakRate): CostLine {
  const costOf = buildCost(inputs, egress);
  return {
    at: (minutes) => costOf(minutes, peakOf(minutes, peakRate)).total,
    breakpoints: (limit) => [
      ...egressKinks(inputs, egress).filter((kink) => kink.lte(limit)),
      ...serverSteps(inputs, peakRate, limit),
    ],
  };
}

function egressKinks(
  { gigabytesPerMinute, relayShare }: BuildInputs,
  { kinks }: GraduatedPrice,
): readonly Exact[] {
  const withRelay = gigabytesPerMinute.times(relayShare.plus(1));
  return withRelay.eq(0) ? [] : kinks.map((kink) => kink.div(withRelay));
}

/** The minutes up to which one server is enough, two are, and so on. */
function serverSteps(inputs: BuildInputs, { times, per }: PeakRate, limit: Exact): readonly Exact[] {
  const consumers = times.times(inputs.consumersPerParticipant);
  if (consumers.eq(0)) return [];
  const perServer = consumersPerServer(inputs).times(per);
  const count = limit.times(consumers).div(perServer);
  if (count.gt(mostSteps)) {
    throw new CostError(
      'range',
      `The range takes more than ${mostSteps} servers: make it smaller, or check the assumptions.`,
    );
  }
  return Array.from({ length: Math.floor(count.toNumber()) }, (_, index) =>
    perServer.times(new ExactNumber(index + 1)).div(consumers),
  );
}
