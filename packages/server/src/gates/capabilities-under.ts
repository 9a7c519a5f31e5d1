import type { Capabilities, ConsultFeature } from '@patchbay/contract';
import type { RunningBackend } from '../backends/backend-registry.ts';

/**
 * What a consult may use: the provider's capabilities, no more people than were asked for, and of the features that a BAA
 * may leave out only those the gates were asked about. Pure.
 */
export function capabilitiesUnder(
  { descriptor }: Pick<RunningBackend, 'descriptor'>,
  consult: {
    readonly phi: boolean;
    readonly features: readonly ConsultFeature[];
    readonly maxParticipants: number;
  },
): Capabilities {
  const { capabilities } = descriptor.manifest;
  const permitted = (feature: ConsultFeature): boolean =>
    capabilities[feature] && (!consult.phi || consult.features.includes(feature));
  return {
    ...capabilities,
    recording: permitted('recording'),
    transcription: permitted('transcription'),
    sip: permitted('sip'),
    maxParticipants: Math.min(capabilities.maxParticipants, consult.maxParticipants),
  };
}
