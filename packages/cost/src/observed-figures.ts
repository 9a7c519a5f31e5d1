import { Exact, measured, sum, zero } from './exact.ts';
import type { BilledUsage } from './measured-usage.ts';

/** What is said of a month besides its billed minutes, whether from connections or from sums. */
export interface ObservedFigures {
  readonly connections: number;
  readonly seconds: Exact;
  readonly errorBoundSeconds: Exact;
  /** Connections of which nothing tells what they carried. */
  readonly unknownMedia: number;
  /** Whether the time alone in a room is known of all. */
  readonly aloneKnown: boolean;
  readonly downstreamGigabytes: Exact;
  /** Seconds of connections whose gigabytes were not measured. */
  readonly unmeasuredSeconds: Exact;
}

export function observedFigures(usage: BilledUsage): ObservedFigures {
  if ('sums' in usage) {
    const { sums } = usage;
    const connections = sums.reduce((total, one) => total + one.connections, 0);
    const seconds = sum(sums.map((one) => measured(one.seconds, 'seconds')));
    return {
      connections,
      seconds,
      errorBoundSeconds: sum(sums.map((one) => measured(one.errorBoundSeconds, 'errorBoundSeconds'))),
      unknownMedia: connections,
      aloneKnown: true,
      downstreamGigabytes: zero,
      unmeasuredSeconds: seconds,
    };
  }
  const { connections } = usage;
  const unmeasured = connections.filter(({ downstreamGigabytes }) => downstreamGigabytes === undefined);
  return {
    connections: connections.length,
    seconds: sum(connections.map(({ seconds }) => measured(seconds, 'seconds'))),
    errorBoundSeconds: sum(connections.map((one) => wholeMilliseconds(one.errorBoundSeconds))),
    unknownMedia: connections.filter(({ mediaClass }) => mediaClass === 'unknown').length,
    aloneKnown: connections.every(({ aloneSeconds }) => aloneSeconds !== undefined),
    downstreamGigabytes: sum(
      connections.map((one) => measured(one.downstreamGigabytes ?? 0, 'downstreamGigabytes')),
    ),
    unmeasuredSeconds: sum(unmeasured.map(({ seconds }) => measured(seconds, 'seconds'))),
  };
}

/** Rounded up, as sums have it. */
const wholeMilliseconds = (seconds: number): Exact =>
  new Exact(Math.ceil(Number(measured(seconds, 'errorBoundSeconds')) * 1000)).div(1000);
