import type { BillingRule } from '@patchbay/contract';
import type { BillableSums, RoundedSeconds, TimePart } from '@patchbay/metering';
import { type BilledParts, timesBilled, usualVideo } from './billed-parts.ts';
import { Exact, measured, zero } from './exact.ts';
import type { SummedUsage } from './measured-usage.ts';
import { ruleInForce, versionsOf } from './rule-versions.ts';

/** The longest minimum, in whole seconds, that can be applied to sums. */
const longestMinimum = 60;

/** Seconds by class that a vendor bills for one class of participants, rounded as its rule says. */
export function billedSums(sums: BillableSums, newest: BillingRule): BilledParts {
  const rule = ruleInForce(newest, Date.parse(sums.since));
  const times = timesBilled(sums.participantClass, rule);
  const rounded = rule.roundingPer?.value === 'participant' ? sums.perParticipant : sums.perConnection;
  const rest = rule.classifiedBy === undefined ? 'any' : usualVideo;
  const parts = (part: TimePart): Exact => secondsOf(part, rounded, rule).times(times);
  switch (rule.loneParticipant.value) {
    case 'billed':
      return new Map([[rest, parts('all')]]);
    case 'free':
      return new Map([[rest, parts('company')]]);
    case 'as-audio':
      return new Map([
        ['audio', parts('alone')],
        [rest, parts('company')],
      ]);
  }
}

function secondsOf(part: TimePart, rounded: RoundedSeconds, rule: BillingRule): Exact {
  const minimum = applicableMinimum(rule);
  const shorts = part === 'alone' ? [] : rounded.shorts[part].filter(({ seconds }) => seconds <= minimum);
  /** What the minimum adds to items that are this long. */
  const missing = (lengthOf: (short: (typeof shorts)[number]) => Exact): Exact =>
    shorts.reduce((sum, short) => sum.plus(new Exact(minimum * short.items).minus(lengthOf(short))), zero);
  switch (rule.rounding.value) {
    case 'minute-up':
      // No minimum that can be applied is longer than the minute that everything is rounded up to.
      return measured(rounded.minuteUp[part], 'minuteUp');
    case 'second-up':
      return measured(rounded.secondUp[part], 'secondUp').plus(
        missing(({ seconds, items }) => new Exact(seconds * items)),
      );
    case 'exact':
    case 'month-up':
      return measured(rounded.exact[part], 'exact').plus(
        missing(({ milliseconds }) => new Exact(milliseconds).div(1000)),
      );
  }
}

/** Somebody alone may be billed in two classes: which of them a minimum fills up is not known of sums. */
const isApplicable = ({ minimumSeconds, loneParticipant }: BillingRule): boolean =>
  minimumSeconds.value === 0 ||
  (loneParticipant.value !== 'as-audio' &&
    Number.isInteger(minimumSeconds.value) &&
    minimumSeconds.value <= longestMinimum);

const applicableMinimum = (rule: BillingRule): number => (isApplicable(rule) ? rule.minimumSeconds.value : 0);

/** Where a bill of sums can differ from one of their connections, one sentence each. */
export function cautionsAboutSums({ month, splitAt }: SummedUsage, rule: BillingRule): readonly string[] {
  const versions = versionsOf(rule);
  const minimums = versions.filter((version) => !isApplicable(version));
  const unsplit = versions
    .slice(0, -1)
    .map(({ effectiveFrom }) => effectiveFrom ?? '')
    .filter((day) => day.startsWith(month) && !day.endsWith('-01') && !splitAt.includes(day));
  return [
    ...minimums.map(
      ({ minimumSeconds }) =>
        `A minimum of ${minimumSeconds.value} s is left out, which cannot be told from sums: billed without it, at least.`,
    ),
    ...unsplit.map(
      (day) =>
        `The sums are not split at ${day}, when the rule changed: the whole month is billed by the one before.`,
    ),
  ];
}
