import type { Evidence } from '@patchbay/contract';
import { evidenceId, type Fact } from '../evidence-id.ts';

export const noon = Date.UTC(2026, 5, 1, 12);

/** A row of the ledger with its proper id; a join at noon unless told otherwise. */
export function row(fact: Partial<Fact> & { readonly receivedAt?: number } = {}): Evidence {
  const { receivedAt = noon, ...given } = fact;
  const whole: Fact = {
    kind: 'joined',
    source: 'webhook',
    provider: 'livekit',
    tenant: 'clinic',
    consultId: 'consult-1',
    person: 'p1',
    connection: 'c1',
    participantClass: 'person',
    at: noon,
    precision: 1,
    ...given,
  };
  return { id: evidenceId(whole), ...whole, receivedAt };
}
