import type { BillingRule } from '@patchbay/contract';
import {
  addParts,
  type BilledClass,
  billedAs,
  type BilledParts,
  timesBilled,
  usualVideo,
} from './billed-parts.ts';
import { billedSums } from './billed-sums.ts';
import { ceiling, Exact, measured, sum, zero } from './exact.ts';
import type { MeasuredConnection, MeasuredUsage, SummedUsage } from './measured-usage.ts';
import { receivedParts } from './received-parts.ts';
import { ruleInForce, versionsOf } from './rule-versions.ts';

type Billed = Pick<MeasuredUsage, 'connections'> | Pick<SummedUsage, 'sums'>;

const minute = new Exact(60);

/**
 * The minutes that a vendor bills for a month under its rule, by class. What is rounded once a month is not rounded yet: some
 * vendors weigh classes against each other first.
 */
export function billedMinutes(usage: Billed, rule: BillingRule): ReadonlyMap<BilledClass, Exact> {
  const seconds =
    'sums' in usage
      ? usage.sums.map((sums) => billedSums(sums, rule))
      : billedGroups(usage.connections, rule).map(billedTogether);
  return new Map([...addParts(seconds)].map(([each, sum]) => [each, sum.div(60)]));
}

/** What is rounded together, and the version of the rule that was in force when the first of it began. */
export interface BilledGroup {
  readonly group: Group;
  readonly rule: BillingRule;
  /** Which class a connection's unclassified seconds are of. */
  readonly classOf: (connection: MeasuredConnection) => BilledClass;
}

export const billedGroups = (
  connections: readonly MeasuredConnection[],
  newest: BillingRule,
): readonly BilledGroup[] =>
  versionsOf(newest).flatMap((rule) => {
    const classOf = classifier(connections, rule);
    const groups = roundedGroups(connections, rule);
    const own =
      newest.supersedes === undefined
        ? groups
        : groups.filter((group) => ruleInForce(newest, firstStart(group)) === rule);
    return own.map((group) => ({ group, rule, classOf }));
  });

/** Undefined where no start is known. */
const firstStart = (group: readonly MeasuredConnection[]): number | undefined => {
  const starts = group.map(({ startedAt }) => startedAt).filter((at) => at !== undefined);
  return starts.length === 0 ? undefined : Math.min(...starts);
};

function billedTogether({ group, rule, classOf }: BilledGroup): BilledParts {
  const times = timesBilled(group[0].participantClass, rule);
  if (times === 0) return new Map();
  const rounded = roundParts(observedParts({ group, rule, classOf }), rule);
  return times === 1 ? rounded : new Map([...rounded].map(([each, seconds]) => [each, seconds.times(times)]));
}

/** Added up, and not rounded yet. */
export function observedParts({ group, rule, classOf }: BilledGroup): BilledParts {
  const parts = group.map((connection) => partsOf(connection, classOf(connection), rule));
  const [first = new Map()] = parts;
  return parts.length === 1 ? first : addParts(parts);
}

/** A month's units of one meter, rounded up where the vendor rounds once. */
export const roundMonth = (units: Exact, { rounding }: BillingRule): Exact =>
  rounding.value === 'month-up' ? ceiling(units) : units;

/** All minutes together, each class rounded by itself where the vendor rounds once. */
export const allBilledMinutes = (usage: Billed, rule: BillingRule): Exact =>
  sum([...billedMinutes(usage, rule).values()].map((minutes) => roundMonth(minutes, rule)));

type Group = readonly [MeasuredConnection, ...MeasuredConnection[]];

/** What is rounded together: each connection, or each person's of one consult; a screen of theirs is one more participant. */
function roundedGroups(
  connections: readonly MeasuredConnection[],
  { roundingPer }: BillingRule,
): readonly Group[] {
  if (roundingPer?.value !== 'participant') return connections.map((connection) => [connection]);
  const groups = new Map<string, [MeasuredConnection, ...MeasuredConnection[]]>();
  for (const one of connections) {
    const { consultId, person, connection, participantClass } = one;
    const key = JSON.stringify([consultId, person ?? { connection }, participantClass]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

/** Which class a connection's unclassified seconds are of. */
function classifier(
  connections: readonly MeasuredConnection[],
  { classifiedBy }: BillingRule,
): (connection: MeasuredConnection) => BilledClass {
  const own = ({ mediaClass }: MeasuredConnection): BilledClass =>
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

function partsOf(connection: MeasuredConnection, rest: BilledClass, rule: BillingRule): BilledParts {
  const seconds = measured(connection.seconds, 'seconds');
  const alone = rule.loneParticipant.value === 'billed' ? zero : aloneOf(connection, seconds);
  const parts = new Map<BilledClass, Exact>();
  const put = (each: BilledClass, more: Exact): void => {
    if (more.gt(0)) parts.set(each, (parts.get(each) ?? zero).plus(more));
  };
  if (rule.loneParticipant.value === 'as-audio') put('audio', alone);
  if (rule.classifiedBy?.value === 'subscribed-pixels' && connection.secondsByClass !== undefined) {
    for (const { of, inCompany } of receivedParts(connection, alone)) put(billedAs(of), inCompany);
  } else put(rest, seconds.minus(alone));
  return parts;
}

export const aloneOf = ({ aloneSeconds = 0 }: MeasuredConnection, seconds: Exact): Exact =>
  least(measured(aloneSeconds, 'aloneSeconds'), seconds);

/** The minimum and the rounding, of whatever is billed at all. */
export function roundParts(parts: BilledParts, rule: BillingRule): BilledParts {
  const missing = measured(rule.minimumSeconds.value, 'minimumSeconds').minus(sum([...parts.values()]));
  const [first] = parts.keys();
  const filled =
    first === undefined || missing.lte(0) ? parts : addParts([parts, new Map([[first, missing]])]);
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

const least = (a: Exact, b: Exact): Exact => (a.lt(b) ? a : b);
const roundUp = (seconds: Exact, unit: Exact): Exact => ceiling(seconds.div(unit)).times(unit);
