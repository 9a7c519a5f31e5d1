import type { ConsultId, JoinTicket, UserKey } from '@patchbay/contract';
import { type PatchbayApi, PatchbayFailure } from './patchbay-api.ts';

/** Which consult a visit has now. Kept in memory here; a product keeps it beside its appointments. */
export interface VisitConsults {
  /** The visit's first join creates its consult; so does the first join after that consult has ended. */
  ticketFor(visit: string, userKey: UserKey): Promise<JoinTicket>;
  /** Ends the visit's consult for everybody; harmless when there is none. */
  end(visit: string): Promise<void>;
}

const isOver = (error: unknown): boolean =>
  error instanceof PatchbayFailure && (error.code === 'consult-ended' || error.code === 'consult-not-found');

/** A visit is for two people. */
const maxParticipants = 2;

export function createVisitConsults(api: PatchbayApi, phi: boolean): VisitConsults {
  const consults = new Map<string, Promise<ConsultId>>();

  /** One at a time per visit: two people who come in the same moment get the same consult. */
  const consultOf = (visit: string): Promise<ConsultId> => {
    const known = consults.get(visit);
    if (known !== undefined) return known;
    const created = api.createConsult({ phi, maxParticipants });
    consults.set(visit, created);
    // What was refused is not remembered: it may be allowed the next time.
    created.catch(() => forget(visit, created));
    return created;
  };

  const forget = (visit: string, consult: Promise<ConsultId>): void => {
    if (consults.get(visit) === consult) consults.delete(visit);
  };

  return {
    ticketFor: async (visit, userKey) => {
      const consult = consultOf(visit);
      try {
        return await api.issueTicket(await consult, userKey);
      } catch (error) {
        if (!isOver(error)) throw error;
        forget(visit, consult);
        return api.issueTicket(await consultOf(visit), userKey);
      }
    },
    end: async (visit) => {
      const consult = consults.get(visit);
      if (consult === undefined) return;
      forget(visit, consult);
      await api.endConsult(await consult);
    },
  };
}
