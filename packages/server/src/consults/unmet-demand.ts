import type { Capabilities } from '@patchbay/contract';
import { Problem } from '../problem.ts';
import type { ConsultRequest } from './consult.ts';

/** What a consult asks for and the provider cannot do, whatever the gates say; undefined when it can do it all. Pure. */
export function unmetDemand(
  { features, maxParticipants }: Pick<ConsultRequest, 'features' | 'maxParticipants'>,
  capabilities: Capabilities,
): Problem | undefined {
  const missing = features.filter((feature) => !capabilities[feature]);
  if (missing.length > 0) {
    const detail = 'The provider lacks a feature that the consult asks for.';
    return new Problem('unsupported-by-provider', detail, { features: missing });
  }
  if (maxParticipants > capabilities.maxParticipants) {
    return new Problem('too-many-participants', 'The provider does not take so many people in one room.', {
      maximum: capabilities.maxParticipants,
    });
  }
  return undefined;
}
