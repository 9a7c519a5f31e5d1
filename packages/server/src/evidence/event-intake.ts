import type { KeyObject } from 'node:crypto';
import type { ConsultId, UserKey } from '@patchbay/contract';
import {
  type EvidenceRefusal,
  type EvidenceResult,
  observationEvidence,
  personKey,
} from '@patchbay/metering';
import type { Consult } from '../consults/consult.ts';
import type { ConsultStore } from '../consults/consult-store.ts';
import type { Metrics } from '../observation/metrics.ts';
import { type CloudEventRefusal, type PresenceEvent, readCloudEvent } from './cloud-event.ts';
import { createEvidenceWriter } from './evidence-writer.ts';
import type { LedgerBuffer } from './ledger-buffer.ts';

/** Why an event was not taken. */
export type EventRefusal =
  | EvidenceRefusal
  | CloudEventRefusal
  /** There is no such consult, or it is another tenant's. */
  | 'unknown-consult'
  /** The consult is not carried by that provider. */
  | 'unknown-provider';

/** Takes presence that an app's backend tells as CloudEvents. */
export interface EventIntake {
  /** One outcome per event, in order. When it resolves, everything it calls recorded is on disk. */
  receive(
    tenant: string,
    events: readonly unknown[],
    receivedAt: number,
    /** How large the whole batch was as it came; `Infinity` when that is not known. */
    batchBytes: number,
  ): Promise<readonly ('recorded' | 'duplicate' | EventRefusal)[]>;
}

export interface EventIntakeParts {
  readonly ledger: LedgerBuffer;
  readonly consults: ConsultStore;
  readonly keys: { readonly person: KeyObject };
  readonly metrics: Metrics;
}

type Unwritten = CloudEventRefusal | 'unknown-consult' | 'unknown-provider';

export function createEventIntake({ ledger, consults, keys, metrics }: EventIntakeParts): EventIntake {
  const write = createEvidenceWriter<Unwritten>({ ledger, metrics });

  return {
    receive: async (tenant, events, receivedAt, batchBytes) => {
      const read = events.map((event) => readCloudEvent(event, batchBytes));
      const ids = new Set(read.flatMap((one) => (typeof one === 'string' ? [] : [one.consultId])));
      const known: ReadonlyMap<ConsultId, Consult> =
        ids.size === 0 ? new Map() : await consults.findAll([...ids]);
      // One person is in many events of a batch, and a key is dear to hash.
      const hashed = new Map<UserKey, string>();
      const personOf = (userKey: UserKey): string => {
        const person = hashed.get(userKey) ?? personKey(keys.person, { tenant, userKey });
        hashed.set(userKey, person);
        return person;
      };
      return write(
        read.map((one) =>
          typeof one === 'string'
            ? one
            : evidenceOf(one, known.get(one.consultId), { tenant, receivedAt, personOf }),
        ),
        events.map(() => 'cloud-event'),
      );
    },
  };
}

interface BatchFacts {
  readonly tenant: string;
  readonly receivedAt: number;
  readonly personOf: (userKey: UserKey) => string;
}

function evidenceOf(
  { consultId, provider, userKey, observation }: PresenceEvent,
  consult: Consult | undefined,
  { tenant, receivedAt, personOf }: BatchFacts,
): EvidenceResult | Unwritten {
  if (consult?.tenant !== tenant) return 'unknown-consult';
  if (!consult.carriers.some((carrier) => carrier.provider === provider)) return 'unknown-provider';
  const person = userKey === undefined ? undefined : personOf(userKey);
  const context = { tenant, consultId, provider, person, receivedAt, consultCreatedAt: consult.createdAt };
  // The room's name and the vendor's participant id are of no use here: the consult and the person are known.
  return observationEvidence({ ...observation, room: '', participant: undefined }, context);
}
