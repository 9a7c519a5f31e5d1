import type { BillingRule } from '@patchbay/contract';
import type { BillableSums, ReceivedClass, RoundedSeconds, TimePart } from '@patchbay/metering';
import {
  addParts,
  billedAs,
  type BilledClass,
  type BilledParts,
  timesBilled,
  usualVideo,
} from './billed-parts.ts';
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
  const parts = (part: TimePart): Exact => secondsOf(part, rounded, rule).times(times);
  const rest = (part: Exclude<TimePart, 'alone'>): BilledParts =>
    rule.classifiedBy?.value === 'subscribed-pixels'
      ? addParts(receivedIn(sums.received[part], times))
      : new Map([[classOf(sums, rule), parts(part)]]);
  switch (rule.loneParticipant.value) {
    case 'billed':
      return rest('all');
    case 'free':
      return rest('company');
    case 'as-audio':
      // What is of one class is rounded together.
      if (classOf(sums, rule) === 'audio' && rule.classifiedBy?.value !== 'subscribed-pixels')
        return rest('all');
      return addParts([new Map([['audio', parts('alone')]]), rest('company')]);
  }
}

/** Whoever in a session without video carried none. Of others it is not known of each, and the dearer reading is taken. */
const classOf = ({ audioSessions }: BillableSums, { classifiedBy }: BillingRule): BilledClass =>
  classifiedBy === undefined ? 'any' : audioSessions ? 'audio' : usualVideo;

/** Exact: of classes there are no rounded sums. */
const receivedIn = (received: BillableSums['received']['all'], times: number): readonly BilledParts[] =>
  (Object.entries(received) as [ReceivedClass, number][]).map(
    ([of, seconds]) => new Map([[billedAs(of), measured(seconds, 'received').times(times)]]),
  );

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

/** Somebody may be billed in several classes: which of them a minimum fills up is not known of sums. */
const isApplicable = ({ minimumSeconds, loneParticipant, classifiedBy }: BillingRule): boolean =>
  minimumSeconds.value === 0 ||
  (loneParticipant.value !== 'as-audio' &&
    classifiedBy?.value !== 'subscribed-pixels' &&
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
  const byPixels = versions.filter(({ classifiedBy }) => classifiedBy?.value === 'subscribed-pixels');
  const isRounded = ({ rounding }: BillingRule): boolean =>
    rounding.value.endsWith('-up') && rounding.value !== 'month-up';
  return [
    ...(byPixels.some(isRounded)
      ? [
          'The vendor rounds each class of a connection, which cannot be told from sums: billed as observed, at least.',
        ]
      : []),
    ...(versions.some(({ classifiedBy }) => classifiedBy?.value === 'connection')
      ? [
          'Which connections of a session with video carried none cannot be told from sums: all are billed as video, at most.',
        ]
      : []),
    ...(byPixels.some(({ roundingPer }) => roundingPer?.value === 'participant') && versions.length > 1
      ? ['A person’s connections before and after a change of the rule are billed each by its own day.']
      : []),
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
