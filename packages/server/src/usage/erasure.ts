import type { AuditTrail } from '@patchbay/compliance';
import type { UserKey } from '@patchbay/contract';
import { personKey, type UsageBook, usualQuietSeconds } from '@patchbay/metering';
import type { ConsultStore } from '../consults/consult-store.ts';
import type { TicketDeskParts } from '../consults/ticket-desk.ts';

/** What became of a person's consults. */
export interface ErasureReceipt {
  /** In so many consults nothing links the person's evidence to the person, or to the other consults, any more. */
  readonly consults: number;
  /** In so many it waits until they have been quiet for a week: ask again. */
  readonly waiting: number;
  /** Seats that were forgotten: who it was whom a vendor saw under an opaque id. */
  readonly seats: number;
  readonly seatsWaiting: number;
}

/** Makes a person unlinkable; minutes and bills stay. Rejects with `LedgerError` or `StoreError`: then ask again. */
export type Erasure = (tenant: string, userKey: UserKey) => Promise<ErasureReceipt>;

export interface ErasureParts {
  readonly book: UsageBook;
  readonly consults: ConsultStore;
  readonly keys: TicketDeskParts['keys'];
  readonly audit: AuditTrail;
  readonly now: () => number;
}

export const createErasure =
  ({ book, consults, keys, audit, now }: ErasureParts): Erasure =>
  async (tenant, userKey) => {
    const person = personKey(keys.person, { tenant, userKey });
    const { consults: erased, waiting } = await book.erase({ tenant, person });
    // As long as the usage book waits: what is redelivered must find whose seat it was.
    const seats = await consults.forgetSeats(tenant, person, now() - usualQuietSeconds * 1000);
    const receipt = { consults: erased, waiting, seats: seats.forgotten, seatsWaiting: seats.waiting };
    // Numbers only: the trail is kept for years, and must not say who it was.
    await audit.append({ kind: 'person-erased', tenant, consultId: undefined, payload: receipt });
    return receipt;
  };
