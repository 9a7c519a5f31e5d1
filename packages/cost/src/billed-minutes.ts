import type { BillingRule, MediaClass } from '@patchbay/contract';
import { ceiling, Exact, measured, sum, zero } from './exact.ts';
import type { MeasuredConnection, MeasuredUsage } from './measured-usage.ts';

/** `any` where the rule tells no classes apart. */
export type BilledClass = MediaClass | 'any';

/** Seconds by class. */
export type Parts = ReadonlyMap<BilledClass, Exact>;

const minute = new Exact(60);
/** What a minute of video counts as where its pixels are not known: a consult of two at 720p. */
export const usualVideo: MediaClass = 'hd';

/**
 * The minutes that a vendor bills for a month of connections under its rule, by class. What is rounded once a month is not
 * rounded yet: some vendors weigh classes against each other first.
 */
export function billedMinutes(
  { connections }: Pick<MeasuredUsage, 'connections'>,
  rule: BillingRule,
): ReadonlyMap<BilledClass, Exact> {
  const versions = Map.groupBy(connections, ({ startedAt }) => inForce(rule, startedAt));
  const seconds = [...versions].map(([version, of]) => billedSeconds(of, version));
  return new Map([...add(seconds)].map(([each, sum]) => [each, sum.div(60)]));
}

/** The version of a rule under which a connection began; the newest where that is not known. */
export function inForce(rule: BillingRule, startedAt: number | undefined): BillingRule {
  const { effectiveFrom, supersedes } = rule;
  if (supersedes === undefined || effectiveFrom === undefined || startedAt === undefined) return rule;
  return startedAt < Date.parse(effectiveFrom) ? inForce(supersedes, startedAt) : rule;
}

function billedSeconds(connections: readonly MeasuredConnection[], rule: BillingRule): Parts {
  const classOf = classifier(connections, rule);
  const groups = roundedGroups(connections, rule).map((group) =>
    group.map((connection) => partsOf(connection, classOf(connection), rule)),
  );
  return add(groups.map((group) => roundParts(add(group), rule)));
}

/** A month's units of one meter, rounded up where the vendor rounds once. */
export const roundMonth = (units: Exact, { rounding }: BillingRule): Exact =>
  rounding.value === 'month-up' ? ceiling(units) : units;

/** All minutes together, each class rounded by itself where the vendor rounds once. */
export const allBilledMinutes = (usage: Pick<MeasuredUsage, 'connections'>, rule: BillingRule): Exact =>
  sum([...billedMinutes(usage, rule).values()].map((minutes) => roundMonth(minutes, rule)));

/** What is rounded together: each connection, or each person's of one consult. */
export function roundedGroups(
  connections: readonly MeasuredConnection[],
  { roundingPer }: BillingRule,
): readonly (readonly MeasuredConnection[])[] {
  if (roundingPer?.value !== 'participant') return connections.map((connection) => [connection]);
  const groups = Map.groupBy(connections, ({ consultId, person, connection }) =>
    JSON.stringify([consultId, person ?? { connection }]),
  );
  return [...groups.values()];
}

/** Which class a connection's unclassified seconds are of. */
export function classifier(
  connections: readonly MeasuredConnection[],
  { classifiedBy }: BillingRule,
): (connection: MeasuredConnection) => BilledClass {
  const own = ({ mediaClass }: MeasuredConnection): MediaClass =>
    mediaClass === 'audio' ? 'audio' : usualVideo;
  switch (classifiedBy?.value) {
    case undefined:
      return () => 'any';
    case 'session': {
      const withVideo = new Set(
        connections.filter((one) => own(one) !== 'audio').map(({ consultId }) => consultId),
      );
      return ({ consultId }) => (withVideo.has(consultId) ? usualVideo : 'audio');
    }
    case 'connection':
    case 'subscribed-pixels':
      return own;
  }
}

export function partsOf(connection: MeasuredConnection, rest: BilledClass, rule: BillingRule): Parts {
  const times = countOf(connection, rule);
  if (times === 0) return new Map();
  const seconds = measured(connection.seconds, 'seconds');
  const alone = rule.loneParticipant.value === 'billed' ? zero : aloneOf(connection, seconds);
  const parts = new Map<BilledClass, Exact>();
  const put = (each: BilledClass, more: Exact): void => {
    if (more.gt(0)) parts.set(each, (parts.get(each) ?? zero).plus(more.times(times)));
  };
  if (rule.loneParticipant.value === 'as-audio') put('audio', alone);
  // Who is alone is subscribed to nothing: what is known of classes is of the time in company.
  let left = seconds.minus(alone);
  if (rule.classifiedBy?.value === 'subscribed-pixels') {
    for (const [each, known] of Object.entries(connection.secondsByClass ?? {})) {
      const taken = least(measured(known, 'secondsByClass'), left);
      put(each as MediaClass, taken);
      left = left.minus(taken);
    }
  }
  put(rest, left);
  return parts;
}

export const aloneOf = ({ aloneSeconds = 0 }: MeasuredConnection, seconds: Exact): Exact =>
  least(measured(aloneSeconds, 'aloneSeconds'), seconds);

/** How often the connection is billed. */
export function countOf(
  { participantClass }: MeasuredConnection,
  { sipLegs, machines }: BillingRule,
): number {
  switch (participantClass) {
    case 'person':
      return 1;
    case 'sip':
      return { once: 1, twice: 2, free: 0 }[sipLegs?.value ?? 'once'];
    case 'recorder':
    case 'agent':
      return machines?.value === 'free' ? 0 : 1;
  }
}

/** The minimum and the rounding, of whatever is billed at all. */
export function roundParts(parts: Parts, rule: BillingRule): Parts {
  const missing = measured(rule.minimumSeconds.value, 'minimumSeconds').minus(sum([...parts.values()]));
  const [first] = parts.keys();
  const filled = first === undefined || missing.lte(0) ? parts : add([parts, new Map([[first, missing]])]);
  return new Map([...filled].map(([each, seconds]) => [each, roundSeconds(seconds, rule)]));
}

function roundSeconds(seconds: Exact, { rounding }: BillingRule): Exact {
  switch (rounding.value) {
    case 'minute-up':
      return roundUp(seconds, minute);
    case 'second-up':
      return ceiling(seconds);
    case 'exact':
    case 'month-up':
      return seconds;
  }
}

export function add(all: readonly Parts[]): Parts {
  const total = new Map<BilledClass, Exact>();
  for (const parts of all)
    for (const [each, seconds] of parts) total.set(each, (total.get(each) ?? zero).plus(seconds));
  return total;
}

const least = (a: Exact, b: Exact): Exact => (a.lt(b) ? a : b);
const roundUp = (seconds: Exact, unit: Exact): Exact => ceiling(seconds.div(unit)).times(unit);
