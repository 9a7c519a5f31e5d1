import type { BillingRule, RateCard } from '@patchbay/contract';
import type { DownstreamModel } from './downstream-model.ts';
import { cautionsAboutSums } from './billed-sums.ts';
import type { BilledUsage } from './measured-usage.ts';
import type { ObservedFigures } from './observed-figures.ts';

/** What a bill computed from observed usage leaves out or assumes, one sentence each. */
export function cautionsAbout(
  usage: BilledUsage,
  { connections, unknownMedia, aloneKnown, errorBoundSeconds }: ObservedFigures,
  { effectiveFrom, effectiveTo }: RateCard,
  rule: BillingRule,
  downstream: DownstreamModel | undefined,
): readonly string[] {
  const { month } = usage;
  const cautions: string[] = [];
  if (connections > 0) {
    if (downstream !== undefined) {
      cautions.push(
        `Gigabytes were not measured: ${downstream.value} per observed participant-minute are assumed.`,
      );
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
    if (rule.classifiedBy !== undefined && unknownMedia > 0)
      cautions.push(`What ${unknownMedia} connections carried is not known: billed as video, at most.`);
    if (errorBoundSeconds.gt(0)) {
      const minutes = errorBoundSeconds.div(60).toFixed(2);
      cautions.push(`The observed time may be off by ${minutes} minutes in all.`);
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
