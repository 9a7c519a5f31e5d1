import type { KeyObject } from 'node:crypto';
import type { AuditTrail } from '@patchbay/compliance';
import type { JoinTicket, UserKey, VideoError } from '@patchbay/contract';
import { isVideoError } from '@patchbay/contract';
import { personKey } from '@patchbay/metering';
import type { RunningBackend } from '../backends/backend-registry.ts';
import type { PublicAddress } from '../backends/public-address.ts';
import type { Schedule } from '../backends/schedule.ts';
import { callVendor, vendorProblem } from '../backends/vendor-call.ts';
import type { CurrentConfig } from '../config/current-config.ts';
import { capabilitiesUnder } from '../gates/capabilities-under.ts';
import type { Gatekeeper } from '../gates/gatekeeper.ts';
import { refusedProblem } from '../gates/refused-problem.ts';
import type { Metrics } from '../observation/metrics.ts';
import { Problem } from '../problem.ts';
import type { MeteringTokens } from '../security/metering-token.ts';
import { participantIdOf } from '../security/participant-id.ts';
import type { Consult } from './consult.ts';
import type { ConsultStore } from './consult-store.ts';
import type { RoomKeeper } from './room-keeper.ts';

/** Join tickets: the only road into a room. */
export interface TicketDesk {
  /** The gates are asked again. Rejects with `Problem`. */
  issue(consult: Consult, userKey: UserKey): Promise<JoinTicket>;
}

export interface TicketDeskParts {
  readonly config: CurrentConfig;
  readonly consults: ConsultStore;
  readonly rooms: RoomKeeper;
  readonly gatekeeper: Gatekeeper;
  readonly audit: AuditTrail;
  readonly meteringTokens: MeteringTokens;
  readonly keys: { readonly participant: Uint8Array; readonly person: KeyObject };
  readonly address: PublicAddress;
  readonly metrics: Metrics;
  readonly schedule: Schedule;
  readonly now: () => number;
}

export function createTicketDesk(parts: TicketDeskParts): TicketDesk {
  const {
    config,
    consults,
    rooms,
    gatekeeper,
    audit,
    meteringTokens,
    keys,
    address,
    metrics,
    schedule,
    now,
  } = parts;

  const mint = async (consult: Consult, userKey: UserKey, running: RunningBackend): Promise<JoinTicket> => {
    const { tickets, metering } = config.get();
    const provider = running.descriptor.manifest.id;
    const participant = participantIdOf(keys.participant, consult.id, userKey);
    const ttlSeconds = tickets.credentialsSeconds;
    // A vendor may have closed the room while it was empty.
    const room = await rooms.open(consult, running);
    const credentials = await callVendor(provider, schedule, () =>
      running.backend.mintCredentials({ room, participant, userKey, ttlSeconds }),
    );
    const issuedAt = now();
    const subject = { consultId: consult.id, provider, participant, issuedAt };
    return {
      version: 1,
      consultId: consult.id,
      provider,
      capabilities: capabilitiesUnder(running, consult),
      credentials,
      participant: { userKey },
      metering: {
        endpoint: `${address.current()}/v1/heartbeats`,
        token: await meteringTokens.mint(subject, ttlSeconds),
        intervalSeconds: metering.heartbeatSeconds,
      },
      expiresAt: issuedAt + tickets.joinWithinSeconds * 1000,
    };
  };

  /** The carriers that the gates allow now. A refusal of the first one refuses the ticket. */
  const allowed = async (consult: Consult): Promise<readonly RunningBackend[]> => {
    const [first, ...others] = rooms.carriersOf(consult);
    const reasons = await gatekeeper.judge(consult, first);
    if (reasons.length > 0) {
      const { tenant, id: consultId } = consult;
      const provider = first.descriptor.manifest.id;
      const codes = reasons.map(({ code }) => code);
      await audit.append({ kind: 'ticket-refused', tenant, consultId, payload: { provider, codes } });
      metrics.tickets.inc({ provider, outcome: 'consult-refused' });
      throw refusedProblem(reasons);
    }
    const carriers = [first];
    for (const running of others)
      if ((await gatekeeper.judge(consult, running)).length === 0) carriers.push(running);
    return carriers;
  };

  /** A consult may end while the vendor is asked, and `rooms.open` makes the room again that its end has just closed. */
  const undoIfEnded = async ({ id }: Consult): Promise<void> => {
    const consult = await consults.find(id);
    if (consult?.state === 'open') return;
    if (consult !== undefined) await rooms.end(consult);
    throw over();
  };

  return {
    issue: async (consult, userKey) => {
      if (consult.state !== 'open') throw over();
      const carriers = await allowed(consult);
      const participant = participantIdOf(keys.participant, consult.id, userKey);
      const person = personKey(keys.person, { tenant: consult.tenant, userKey });
      if (!(await consults.takeSeat(consult.id, participant, person))) throw over();
      const tickets: JoinTicket[] = [];
      const failures: VideoError[] = [];
      for (const running of carriers) {
        const provider = running.descriptor.manifest.id;
        try {
          tickets.push(await mint(consult, userKey, running));
          metrics.tickets.inc({ provider, outcome: 'issued' });
        } catch (error) {
          if (!isVideoError(error)) throw error;
          failures.push(error);
          metrics.tickets.inc({ provider, outcome: error.code });
        }
      }
      await undoIfEnded(consult);
      const [ticket, ...fallback] = tickets;
      if (ticket === undefined) throw vendorProblem(failures);
      return fallback.length === 0 ? ticket : { ...ticket, fallback };
    },
  };
}

const over = (): Problem => new Problem('consult-ended', 'The consult is over. Create a new one.');
