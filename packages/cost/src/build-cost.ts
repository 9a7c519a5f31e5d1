import type { BuildInputs } from './build-inputs.ts';
import { ceiling, Exact, sum } from './exact.ts';
import type { GraduatedPrice } from './graduated-price.ts';

/** What a month of self-hosting comes to, with one number per assumption. USD, not rounded. */
export interface BuildCost {
  readonly peak: Exact;
  readonly consumers: Exact;
  /** The spare ones among them. */
  readonly servers: Exact;
  readonly gigabytes: Exact;
  readonly relayedGigabytes: Exact;
  readonly amounts: Readonly<Record<BuildLineKind, Exact>>;
  readonly total: Exact;
}

export type BuildLineKind = 'servers' | 'egress' | 'relay' | 'people' | 'on-call' | 'hosting-baa';

/** Peak concurrency as a share of the minutes, `times / per`: kept apart so that a server's limit is met exactly. */
export interface PeakRate {
  readonly times: Exact;
  readonly per: Exact;
}

const minutesPerHour = new Exact(60);

export const assumedPeakRate = ({ busyHourShare }: BuildInputs): PeakRate => ({
  times: busyHourShare,
  per: minutesPerHour,
});

/** Self-hosting as a function of a month's minutes and their peak concurrency. */
export function buildCost(
  inputs: BuildInputs,
  egress: GraduatedPrice,
): (minutes: Exact, peak: Exact) => BuildCost {
  const perServer = consumersPerServer(inputs);
  const people = inputs.engineers.times(inputs.engineerYearlySalary).times(inputs.salaryLoad).div(12);
  return (minutes, peak) => {
    const consumers = peak.times(inputs.consumersPerParticipant);
    const needed = ceiling(consumers.div(perServer));
    const servers = (needed.lt(1) ? new Exact(1) : needed).plus(inputs.spareServers);
    const gigabytes = minutes.times(inputs.gigabytesPerMinute);
    // A relayed gigabyte is paid twice: once to the relay, once from it.
    const relayedGigabytes = gigabytes.times(inputs.relayShare);
    const direct = egress.of(gigabytes);
    const amounts = {
      servers: servers.times(inputs.serverMonthlyPrice),
      egress: direct,
      relay: egress.of(gigabytes.plus(relayedGigabytes)).minus(direct),
      people,
      'on-call': inputs.onCallMonthly,
      'hosting-baa': inputs.hostingBaaMonthly,
    };
    return {
      peak,
      consumers,
      servers,
      gigabytes,
      relayedGigabytes,
      amounts,
      total: sum(Object.values(amounts)),
    };
  };
}

export const peakOf = (minutes: Exact, { times, per }: PeakRate): Exact => minutes.times(times).div(per);

export const consumersPerServer = ({ consumersPerCore, targetLoad, coresPerServer }: BuildInputs): Exact =>
  consumersPerCore.times(targetLoad).times(coresPerServer);
