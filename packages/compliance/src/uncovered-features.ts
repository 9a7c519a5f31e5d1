import type { CoveredFeature } from './attestation.ts';
import type { BaaRecord, BaaRefusal } from './baa-verdict.ts';

/**
 * The refusals for a consult's features where there is no agreement at all. They stand beside the refusal for the agreement
 * itself, so that a waiver of that one alone lets the call through and not the recording.
 */
export const uncoveredFeatures = (
  record: BaaRecord,
  features: readonly CoveredFeature[],
  whose: string,
): readonly BaaRefusal[] =>
  features
    .filter((feature) => feature !== 'video')
    .map((feature) => ({
      code: 'feature-not-covered',
      record,
      subject: feature,
      message: `No BAA on record of ${whose} covers ${feature}: leave it out, or record an agreement that covers it.`,
    }));
