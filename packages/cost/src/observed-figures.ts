import { Exact, measured, sum, zero } from './exact.ts';
import type { BilledUsage } from './measured-usage.ts';

/** What is said of a month besides its billed minutes, whether from connections or from sums. */
export interface ObservedFigures {
  readonly connections: number;
  readonly seconds: Exact;
  readonly errorBoundSeconds: Exact;
  /** Whether the time alone in a room is known of all. */
  readonly aloneKnown: boolean;
  /** Of 10^9 bytes, that were counted. */
  readonly downstreamGigabytes: Exact;
  /** Seconds in which they were not. */
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
      aloneKnown: true,
      ...downstreamOf(
        sums.map(({ downstream }) => downstream),
        seconds,
      ),
    };
  }
  const { connections } = usage;
  const seconds = sum(connections.map((one) => measured(one.seconds, 'seconds')));
  return {
    connections: connections.length,
    seconds,
    errorBoundSeconds: sum(connections.map((one) => wholeMilliseconds(one.errorBoundSeconds))),
    aloneKnown: connections.every(({ aloneSeconds }) => aloneSeconds !== undefined),
    ...downstreamOf(
      connections.flatMap(({ downstream }) => downstream ?? []),
      seconds,
    ),
  };
}

function downstreamOf(
  counted: readonly { readonly bytes: number; readonly seconds: number }[],
  all: Exact,
): Pick<ObservedFigures, 'downstreamGigabytes' | 'unmeasuredSeconds'> {
  const seconds = sum(counted.map((one) => measured(one.seconds, 'downstream.seconds')));
  return {
    downstreamGigabytes: sum(counted.map(({ bytes }) => measured(bytes, 'downstream.bytes'))).div(1e9),
    unmeasuredSeconds: seconds.gt(all) ? zero : all.minus(seconds),
  };
}

/** Rounded up, as sums have it. */
const wholeMilliseconds = (seconds: number): Exact =>
  new Exact(Math.ceil(Number(measured(seconds, 'errorBoundSeconds')) * 1000)).div(1000);
