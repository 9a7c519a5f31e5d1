import type { BillingRule, RateCard } from '@patchbay/contract';
import type { DownstreamModel } from './downstream-model.ts';
import { cautionsAboutSums } from './billed-sums.ts';
import { cautionsAboutMedia, minutesIn } from './cautions-about-media.ts';
import type { BilledUsage } from './measured-usage.ts';
import type { ObservedFigures } from './observed-figures.ts';

/** What a bill computed from observed usage leaves out or assumes, one sentence each. */
export function cautionsAbout(
  usage: BilledUsage,
  observed: ObservedFigures,
  { effectiveFrom, effectiveTo }: RateCard,
  rule: BillingRule,
  downstream: DownstreamModel | undefined,
): readonly string[] {
  const { month } = usage;
  const { connections, aloneKnown, errorBoundSeconds } = observed;
  const cautions: string[] = [];
  if (connections > 0) {
    if (downstream !== undefined) {
      cautions.push(cautionAboutGigabytes(observed, downstream));
    }
    if (rule.startsAt.value === 'first-publication') {
      cautions.push(
        'The vendor bills from the first publication, which is not observed: billed from the connection, at most.',
      );
    }
    if (rule.loneParticipant.value !== 'billed' && !aloneKnown) {
      cautions.push(
        'The vendor bills somebody alone in a room less, which was not told apart: billed in full, at most.',
      );
    }
    cautions.push(...cautionsAboutMedia(usage, rule, observed.seconds));
    if (errorBoundSeconds.gt(0)) {
      cautions.push(`The observed time may be off by ${minutesIn(errorBoundSeconds)} minutes in all.`);
    }
    if ('sums' in usage) cautions.push(...cautionsAboutSums(usage, rule));
  }
  if (
    (effectiveFrom !== undefined && effectiveFrom.slice(0, 7) > month) ||
    (effectiveTo !== undefined && effectiveTo.slice(0, 7) < month)
  ) {
    cautions.push(`The rate card was not in force in ${month}.`);
  }
  return cautions;
}

function cautionAboutGigabytes(
  { seconds, unmeasuredSeconds }: ObservedFigures,
  { value }: DownstreamModel,
): string {
  const counted = seconds.minus(unmeasuredSeconds);
  const assumed = `${value} per observed participant-minute are assumed`;
  return counted.eq(0)
    ? `Gigabytes were not measured: ${assumed}.`
    : `Gigabytes were measured for ${minutesIn(counted)} of ${minutesIn(seconds)} participant-minutes; for the others ${assumed}.`;
}
