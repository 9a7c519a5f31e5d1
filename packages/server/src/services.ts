import type { ServiceIdentifier } from 'inversify';
import type { AuditTrail } from '@patchbay/compliance';
import type { BookedLedger, UsageBook } from '@patchbay/metering';
import type { BackendRegistry, BackendRegistryParts } from './backends/backend-registry.ts';
import type { PublicAddress } from './backends/public-address.ts';
import type { Schedule } from './backends/schedule.ts';
import type { CurrentConfig } from './config/current-config.ts';
import type { ConsultClosing } from './consults/consult-closing.ts';
import type { ConsultDesk } from './consults/consult-desk.ts';
import type { ConsultRecovery } from './consults/consult-recovery.ts';
import type { ConsultStore } from './consults/consult-store.ts';
import type { RoomKeeper } from './consults/room-keeper.ts';
import type { TicketDesk, TicketDeskParts } from './consults/ticket-desk.ts';
import type { DatabasePool } from './database/database-pool.ts';
import type { EventIntake } from './evidence/event-intake.ts';
import type { EvidenceRecorder } from './evidence/evidence-recorder.ts';
import type { LedgerBuffer } from './evidence/ledger-buffer.ts';
import type { ObservationSink } from './evidence/observation-sink.ts';
import type { RosterWatch } from './evidence/roster-watch.ts';
import type { WebhookIntake } from './evidence/webhook-intake.ts';
import type { Gatekeeper } from './gates/gatekeeper.ts';
import type { AddressOf } from './http/address-of.ts';
import type { Authenticate } from './http/authenticate.ts';
import type { App } from './http/create-app.ts';
import type { RateLimits } from './http/rate-limits.ts';
import type { BackgroundTurns } from './instances/background-turns.ts';
import type { Instances } from './instances/open-instances.ts';
import type { HealthCheck } from './observation/health-check.ts';
import type { Log } from './observation/log.ts';
import type { Metrics } from './observation/metrics.ts';
import type { Tracing } from './observation/tracing.ts';
import type { PullDueUsage } from './reconciliation/pull-due-usage.ts';
import type { UsagePuller } from './reconciliation/usage-puller.ts';
import type { MeteringTokens } from './security/metering-token.ts';
import type { SignallingDoor } from './signalling/signalling-door.ts';
import type { Erasure } from './usage/erasure.ts';
import type { UsageKeeper } from './usage/usage-keeper.ts';

/** What the process lends the server. */
export interface Surroundings {
  readonly log: Log;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly randomId: () => string;
  readonly fetch: typeof fetch;
  readonly schedule: Schedule;
}

const token = <Service>(name: string): ServiceIdentifier<Service> => Symbol(name);

export const services = {
  log: token<Log>('log'),
  now: token<() => number>('now'),
  randomId: token<() => string>('random-id'),
  fetch: token<typeof fetch>('fetch'),
  schedule: token<Schedule>('schedule'),
  config: token<CurrentConfig>('config'),
  keys: token<TicketDeskParts['keys']>('keys'),
  signedTextFor: token<BackendRegistryParts['signedTextFor']>('signed-text-for'),
  metrics: token<Metrics>('metrics'),
  tracing: token<Tracing>('tracing'),
  /** Undefined where everything is kept in files. */
  database: token<DatabasePool | undefined>('database'),
  /** Undefined where the server runs by itself. */
  instances: token<Instances | undefined>('instances'),
  address: token<PublicAddress>('address'),
  meteringTokens: token<MeteringTokens>('metering-tokens'),
  consults: token<ConsultStore>('consults'),
  ledger: token<BookedLedger>('ledger'),
  book: token<UsageBook>('book'),
  buffer: token<LedgerBuffer>('buffer'),
  events: token<EventIntake>('events'),
  audit: token<AuditTrail>('audit'),
  recorder: token<EvidenceRecorder>('recorder'),
  sink: token<ObservationSink>('sink'),
  backends: token<BackendRegistry>('backends'),
  gatekeeper: token<Gatekeeper>('gatekeeper'),
  rooms: token<RoomKeeper>('rooms'),
  closing: token<ConsultClosing>('closing'),
  desk: token<ConsultDesk>('desk'),
  consultRecovery: token<ConsultRecovery>('consult-recovery'),
  tickets: token<TicketDesk>('tickets'),
  intake: token<WebhookIntake>('intake'),
  rosterWatch: token<RosterWatch>('roster-watch'),
  random: token<() => number>('random'),
  usageKeeper: token<UsageKeeper>('usage-keeper'),
  turns: token<BackgroundTurns>('turns'),
  pullDueUsage: token<PullDueUsage>('pull-due-usage'),
  usagePuller: token<UsagePuller>('usage-puller'),
  erasure: token<Erasure>('erasure'),
  check: token<HealthCheck>('check'),
  limits: token<RateLimits>('limits'),
  addressOf: token<AddressOf>('address-of'),
  authenticate: token<Authenticate>('authenticate'),
  signallingDoor: token<SignallingDoor>('signalling-door'),
  app: token<App>('app'),
};
