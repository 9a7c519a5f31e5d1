import type { KeyObject } from 'node:crypto';
import {
  type EvidenceRefusal,
  type EvidenceResult,
  observationEvidence,
  personKey,
} from '@patchbay/metering';
import type { ConsultStore } from '../consults/consult-store.ts';
import type { Metrics } from '../observation/metrics.ts';
import { askOnce } from './ask-once.ts';
import { type CloudEventRefusal, readCloudEvent } from './cloud-event.ts';
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

  const evidenceOf = async (
    tenant: string,
    event: unknown,
    { receivedAt, batchBytes }: { readonly receivedAt: number; readonly batchBytes: number },
    find: ConsultStore['find'],
  ): Promise<EvidenceResult | Unwritten> => {
    const read = readCloudEvent(event, batchBytes);
    if (typeof read === 'string') return read;
    const { consultId, provider, userKey, observation } = read;
    const consult = await find(consultId);
    if (consult?.tenant !== tenant) return 'unknown-consult';
    if (!consult.carriers.some((carrier) => carrier.provider === provider)) return 'unknown-provider';
    const person = userKey === undefined ? undefined : personKey(keys.person, { tenant, userKey });
    const context = { tenant, consultId, provider, person, receivedAt, consultCreatedAt: consult.createdAt };
    // The room's name and the vendor's participant id are of no use here: the consult and the person are known.
    return observationEvidence({ ...observation, room: '', participant: undefined }, context);
  };

  return {
    receive: async (tenant, events, receivedAt, batchBytes) => {
      const find = askOnce(consults.find);
      return write(
        await Promise.all(events.map((event) => evidenceOf(tenant, event, { receivedAt, batchBytes }, find))),
        events.map(() => 'cloud-event'),
      );
    },
  };
}
