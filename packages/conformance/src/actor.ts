import type { Capabilities, JoinTicket, Json, UserKey } from '@patchbay/contract';
import {
  createSession,
  type JoinableSession,
  type SessionEnvironment,
  type SessionOptions,
} from '@patchbay/session';
import { EventLog } from './event-log.ts';
import type { ProviderHarness } from './harness.ts';
import { WatchedCapture } from './watch/watched-capture.ts';
import { WatchedMetering } from './watch/watched-metering.ts';
import { WatchedProvider } from './watch/watched-provider.ts';

export interface ActorTerms {
  readonly userKey?: UserKey;
  /** What the ticket takes away from the manifest. */
  readonly capabilities?: Partial<Capabilities>;
  readonly ticket?: Partial<JoinTicket>;
  /** Of tickets to fall back on. */
  readonly fallbackCredentials?: readonly Json[];
  readonly options?: Pick<SessionOptions, 'signal' | 'joinTimeout' | 'verbTimeout'>;
  readonly heartbeatSeconds?: number;
  /** Whose page the person is in, too; unless given, a page of their own where the harness gives everybody one. */
  readonly inPageOf?: Actor;
}

/** One person in a scenario: a real session of the harness's provider, and everything that can be seen of it. */
export interface Actor {
  readonly userKey: UserKey;
  readonly session: JoinableSession;
  readonly events: EventLog;
  readonly devices: WatchedCapture;
  readonly adapter: WatchedProvider;
  readonly metering: WatchedMetering;
  readonly seats: SessionEnvironment['seats'];
}

/** The kit's own ticket, as a server would mint it. */
export function createActor(
  harness: ProviderHarness,
  environment: SessionEnvironment,
  credentials: Json,
  terms: ActorTerms,
): Actor {
  const { userKey = `user-${crypto.randomUUID()}`, heartbeatSeconds = 3_600 } = terms;
  const ownSeats = harness.pagePerPerson === true ? new Map() : environment.seats;
  const { seats = ownSeats } = terms.inPageOf ?? {};
  const adapter = new WatchedProvider(harness.descriptor);
  const metering = new WatchedMetering(heartbeatSeconds);
  const devices = new WatchedCapture(captureOf(environment));
  const first: JoinTicket = {
    version: 1,
    consultId: crypto.randomUUID(),
    provider: harness.provider,
    capabilities: { ...harness.descriptor.capabilities, ...terms.capabilities },
    credentials,
    participant: { userKey },
    metering: metering.grant,
    expiresAt: environment.now() + 3_600_000,
    ...terms.ticket,
  };
  const fallback = (terms.fallbackCredentials ?? []).map((other) => ({ ...first, credentials: other }));
  const ticket = { ...first, fallback };
  const session = createSession(ticket, {
    ...terms.options,
    providers: [adapter.descriptor],
    environment: { ...environment, seats, capture: devices, ...metering.bend(environment) },
  });
  return { userKey, session, events: new EventLog(session), devices, adapter, metering, seats };
}

function captureOf({ capture }: SessionEnvironment) {
  if (capture === undefined) throw new Error('A stage lends devices where there are none.');
  return capture;
}
