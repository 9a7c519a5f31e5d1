import { hash } from 'node:crypto';
import type { Evidence } from '@patchbay/contract';
import { carriedText } from './carried-text.ts';

/** What a fact is, before it has an id. */
export type Fact = Omit<Evidence, 'id' | 'receivedAt'>;

/**
 * The id of a logical fact: SHA-256, 64 hex characters. A redelivery has the same id whenever it comes; another source's
 * word for the same event is another witness and has another. A vendor connection is joined and left once, so those two
 * carry no time (vendors redeliver with a new one); `present`, and the room's own events, are told apart by their time.
 */
export function evidenceId(fact: Fact): string {
  const parts = ['evidence-1', fact.tenant, fact.consultId, fact.provider, ...identityOf(fact)];
  return hash('sha256', JSON.stringify(parts));
}

function identityOf(fact: Fact): readonly (string | number | null)[] {
  const connection = fact.connection ?? null;
  if (fact.source === 'heartbeat') {
    // The person too: nobody can take another's place in the ledger by guessing a connection id.
    const of = ['heartbeat', fact.person ?? null, connection, fact.beat?.sequence ?? fact.at];
    // Of one heartbeat with two different sums both are kept: which came first must not decide.
    return fact.carried === undefined ? of : [...of, carriedText(fact.carried)];
  }
  switch (fact.kind) {
    case 'joined':
    case 'left':
      return [fact.source, fact.kind, connection];
    case 'present':
    case 'room-started':
    case 'room-ended':
      return [fact.source, fact.kind, connection, fact.at];
  }
}
