import type { BillingRule } from '@patchbay/contract';
import { aloneOf } from './billed-minutes.ts';
import { type Exact, measured, sum, zero } from './exact.ts';
import type { BilledUsage, MeasuredConnection } from './measured-usage.ts';
import { receivedParts } from './received-parts.ts';

/** For what part of a month it is not known of which class it was, as the rule tells classes; one sentence each. */
export function cautionsAboutMedia(usage: BilledUsage, rule: BillingRule, seconds: Exact): readonly string[] {
  switch (rule.classifiedBy?.value) {
    case undefined:
      return [];
    case 'session': {
      const count = ofUnknownSessions(usage);
      const text = `Whether anybody sent video is not known for ${count} connections: billed as video, at most.`;
      return count === 0 ? [] : [text];
    }
    case 'connection': {
      // Of sums it is not known at all, which is said by itself.
      const count = 'sums' in usage ? 0 : usage.connections.filter(isUnknown).length;
      return count === 0 ? [] : [`What ${count} connections carried is not known: billed as video, at most.`];
    }
    case 'subscribed-pixels': {
      const { unknown, unsized } = openSeconds(usage, rule);
      const texts: readonly (readonly [Exact, string])[] = [
        [
          unknown,
          `What was received is not known for ${minutesIn(unknown)} of ${minutesIn(seconds)} minutes`,
        ],
        [unsized, `Video of unknown pixels was received for ${minutesIn(unsized)} minutes`],
      ];
      return texts.filter(([open]) => open.gt(0)).map(([, text]) => `${text}: billed as HD video.`);
    }
  }
}

export const minutesIn = (seconds: Exact): string => seconds.div(60).toFixed(2);

const isUnknown = ({ mediaClass }: MeasuredConnection): boolean => mediaClass === 'unknown';

function ofUnknownSessions(usage: BilledUsage): number {
  if ('sums' in usage)
    return usage.sums
      .filter(({ audioSessions }) => !audioSessions)
      .reduce((count, { connections, videoConnections }) => count + connections - videoConnections, 0);
  return [...Map.groupBy(usage.connections, ({ consultId }) => consultId).values()]
    .filter((session) => session.some(isUnknown) && session.every(({ mediaClass }) => mediaClass !== 'video'))
    .reduce((count, session) => count + session.length, 0);
}

interface OpenSeconds {
  readonly unknown: Exact;
  readonly unsized: Exact;
}

/** Of those that are billed by what was received. */
function openSeconds(usage: BilledUsage, { loneParticipant }: BillingRule): OpenSeconds {
  const isWhole = loneParticipant.value === 'billed';
  if ('sums' in usage) {
    const of = (name: keyof OpenSeconds): Exact =>
      sum(usage.sums.map(({ received }) => measured(received[isWhole ? 'all' : 'company'][name], name)));
    return { unknown: of('unknown'), unsized: of('unsized') };
  }
  // Of audio nothing is open, whoever said so.
  const parts = usage.connections
    .filter(({ mediaClass, secondsByClass }) => secondsByClass !== undefined || mediaClass !== 'audio')
    .flatMap((one) => receivedParts(one, isWhole ? zero : aloneOf(one, measured(one.seconds, 'seconds'))));
  const of = (name: keyof OpenSeconds): Exact =>
    sum(parts.filter((part) => part.of === name).map(({ inCompany }) => inCompany));
  return { unknown: of('unknown'), unsized: of('unsized') };
}
