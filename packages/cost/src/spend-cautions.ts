import type { BillingRule, RateCard } from '@patchbay/contract';
import type { DownstreamModel } from './downstream-model.ts';
import type { MeasuredUsage } from './measured-usage.ts';
import { measured, sum } from './exact.ts';

/** What a bill computed from observed usage leaves out or assumes, one sentence each. */
export function cautionsAbout(
  { connections, month }: MeasuredUsage,
  { effectiveFrom, effectiveTo }: RateCard,
  rule: BillingRule,
  downstream: DownstreamModel | undefined,
): readonly string[] {
  const cautions: string[] = [];
  if (connections.length > 0) {
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
    if (
      rule.loneParticipant.value !== 'billed' &&
      connections.some(({ aloneSeconds }) => aloneSeconds === undefined)
    ) {
      cautions.push(
        'The vendor bills somebody alone in a room less, which was not told apart: billed in full, at most.',
      );
    }
    const count = (wanted: string): number =>
      connections.filter(({ mediaClass }) => mediaClass === wanted).length;
    if (rule.classifiedBy !== undefined && count('unknown') > 0)
      cautions.push(`What ${count('unknown')} connections carried is not known: billed as video, at most.`);
    const error = sum(
      connections.map(({ errorBoundSeconds }) => measured(errorBoundSeconds, 'errorBoundSeconds')),
    );
    if (error.gt(0))
      cautions.push(`The observed time may be off by ${error.div(60).toFixed(2)} minutes in all.`);
  }
  if (
    (effectiveFrom !== undefined && effectiveFrom.slice(0, 7) > month) ||
    (effectiveTo !== undefined && effectiveTo.slice(0, 7) < month)
  ) {
    cautions.push(`The rate card was not in force in ${month}.`);
  }
  return cautions;
}
