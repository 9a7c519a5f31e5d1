import { createSecretKey } from 'node:crypto';
import { Container, type ServiceIdentifier } from 'inversify';
import type { AuditTrail } from '@patchbay/compliance';
import type { BookedLedger, UsageBook } from '@patchbay/metering';
import {
  type BackendRegistry,
  type BackendRegistryParts,
  createBackendRegistry,
} from './backends/backend-registry.ts';
import { createPublicAddress, type PublicAddress } from './backends/public-address.ts';
import type { Schedule } from './backends/schedule.ts';
import { createCurrentConfig, type CurrentConfig } from './config/current-config.ts';
import type { PatchbayConfig } from './config/patchbay-config.ts';
import { type ConsultDesk, createConsultDesk } from './consults/consult-desk.ts';
import type { ConsultStore } from './consults/consult-store.ts';
import { createRoomKeeper, type RoomKeeper } from './consults/room-keeper.ts';
import { createTicketDesk, type TicketDesk, type TicketDeskParts } from './consults/ticket-desk.ts';
import { databasePlace } from './database/database-place.ts';
import type { DatabasePool } from './database/database-pool.ts';
import { openPool } from './database/open-pool.ts';
import { openAudit, openConsults, openLedger } from './database/open-stores.ts';
import { createEventIntake, type EventIntake } from './evidence/event-intake.ts';
import { createEvidenceRecorder, type EvidenceRecorder } from './evidence/evidence-recorder.ts';
import { createLedgerBuffer, type LedgerBuffer } from './evidence/ledger-buffer.ts';
import { createObservationSink, type ObservationSink } from './evidence/observation-sink.ts';
import { createRosterWatch, type RosterWatch } from './evidence/roster-watch.ts';
import { createWebhookIntake, type WebhookIntake } from './evidence/webhook-intake.ts';
import { createGatekeeper, type Gatekeeper } from './gates/gatekeeper.ts';
import { type AddressOf, createAddressOf } from './http/address-of.ts';
import { type Authenticate, createAuthenticate } from './http/authenticate.ts';
import { type App, type AppParts, createApp } from './http/create-app.ts';
import { createRoutes, type RoutesParts } from './http/create-routes.ts';
import { createRateLimits, type RateLimits } from './http/rate-limits.ts';
import { type Instances, openInstances } from './instances/open-instances.ts';
import { createHealthCheck, type HealthCheck } from './observation/health-check.ts';
import type { Log } from './observation/log.ts';
import { createMetrics, type Metrics } from './observation/metrics.ts';
import { createTracing, type Tracing } from './observation/tracing.ts';
import { deriveKey, type KeyPurpose } from './security/derive-key.ts';
import { createMeteringTokens, type MeteringTokens } from './security/metering-token.ts';
import { createSignedText, type SignedText } from './security/signed-text.ts';
import { createSignallingDoor, type SignallingDoor } from './signalling/signalling-door.ts';
import { createErasure, type Erasure } from './usage/erasure.ts';
import { openUsageBook } from './usage/open-usage-book.ts';
import { createUsageKeeper, type UsageKeeper } from './usage/usage-keeper.ts';

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
  desk: token<ConsultDesk>('desk'),
  tickets: token<TicketDesk>('tickets'),
  intake: token<WebhookIntake>('intake'),
  rosterWatch: token<RosterWatch>('roster-watch'),
  random: token<() => number>('random'),
  usageKeeper: token<UsageKeeper>('usage-keeper'),
  erasure: token<Erasure>('erasure'),
  check: token<HealthCheck>('check'),
  limits: token<RateLimits>('limits'),
  addressOf: token<AddressOf>('address-of'),
  authenticate: token<Authenticate>('authenticate'),
  signallingDoor: token<SignallingDoor>('signalling-door'),
  app: token<App>('app'),
};

type Identifiers<Parts> = { readonly [Key in keyof Parts]: ServiceIdentifier<Parts[Key]> };

export interface Composition {
  /** The one of its kind; made, with all it is made of, when it is first asked for. */
  get<Service>(service: ServiceIdentifier<Service>): Promise<Service>;
  /** Closes the stores that were opened. */
  close(): Promise<void>;
}

/** Who is made of what: the only place that knows every part. Nothing is opened before it is asked for. */
export function compose(initial: PatchbayConfig, surroundings: Surroundings): Composition {
  const container = new Container({ defaultScope: 'Singleton' });
  const { secret, server } = initial;
  const { log, now, randomId, schedule, config, metrics, address, consults, ledger, audit, recorder } =
    services;
  const { backends, gatekeeper, rooms, desk, tickets, limits, addressOf, authenticate } = services;
  const { keys, meteringTokens, signedTextFor, sink, intake, check, buffer, events, book } = services;
  const { database, instances } = services;

  /** Binds a service to the function that makes it, whose parts are other services. */
  const bind = <Service, Parts extends object>(
    service: ServiceIdentifier<Service>,
    create: (parts: Parts) => Service,
    parts: Identifiers<Parts>,
  ): void => {
    const names = Object.keys(parts);
    const make = (...values: unknown[]): Service =>
      create(Object.fromEntries(names.map((name, index) => [name, values[index]])) as Parts);
    container.bind(service).toResolvedValue(make, Object.values<ServiceIdentifier>(parts));
  };
  const sealer = (audience: string, purpose: KeyPurpose): SignedText =>
    createSignedText(deriveKey(secret, purpose), audience, surroundings.now);

  container.bind(log).toConstantValue(surroundings.log);
  container.bind(now).toConstantValue(surroundings.now);
  container.bind(randomId).toConstantValue(surroundings.randomId);
  container.bind(services.fetch).toConstantValue(surroundings.fetch);
  container.bind(schedule).toConstantValue(surroundings.schedule);
  container.bind(config).toConstantValue(createCurrentConfig(initial));
  container.bind(keys).toConstantValue({
    participant: deriveKey(secret, 'participant-id'),
    person: createSecretKey(deriveKey(secret, 'person-key')),
  });
  container
    .bind(signedTextFor)
    .toConstantValue((provider) => sealer(`provider:${provider}`, `seal:${provider}`));
  container.bind(metrics).toResolvedValue(() => createMetrics(surroundings.now));
  container.bind(services.random).toConstantValue(Math.random);
  container.bind(services.tracing).toResolvedValue(createTracing);
  container.bind(address).toResolvedValue(() => createPublicAddress(server));
  container.bind(limits).toResolvedValue(() => createRateLimits(server.rateLimits));
  container.bind(addressOf).toConstantValue(createAddressOf(server.trustedProxies));
  container
    .bind(meteringTokens)
    .toResolvedValue(() => createMeteringTokens(sealer('metering', 'metering-token')));

  let connected: DatabasePool | undefined;
  let opened: Instances | undefined;
  const place = { config: initial, now: surroundings.now };
  container.bind(database).toResolvedValue(async () => {
    const { log } = surroundings;
    connected = initial.database && (await openPool({ ...initial.database, log }));
    return connected;
  });
  container.bind(instances).toResolvedValue(
    async (pool: DatabasePool | undefined, metrics: Metrics, random: () => number) => {
      if (pool === undefined || initial.database === undefined) return undefined;
      const [key, place] = [deriveKey(secret, 'instances'), databasePlace(initial.database.url)];
      opened = await openInstances({ ...surroundings, pool, place, key, metrics, random });
      return opened;
    },
    [database, metrics, services.random],
  );

  container
    .bind(consults)
    .toResolvedValue((pool) => openConsults(pool, place), [database])
    .onDeactivation((store) => store.close());
  container
    .bind(ledger)
    .toResolvedValue((pool) => openLedger(pool, place), [database])
    .onDeactivation((store) => store.close());
  container
    .bind(audit)
    .toResolvedValue((pool) => openAudit(pool, place), [database])
    .onDeactivation((trail) => trail.close());

  bind(buffer, createLedgerBuffer, { ledger, config, metrics, schedule, now });
  bind(book, openUsageBook, { ledger, config, now });
  bind(services.erasure, createErasure, { book, consults, keys, audit, now });
  bind(recorder, createEvidenceRecorder, { ledger: buffer, consults, metrics });
  bind(events, createEventIntake, { ledger: buffer, consults, keys, metrics });
  bind(sink, createObservationSink, { recorder, metrics, log, schedule, now });
  bind(backends, createBackendRegistry, {
    address,
    sink,
    consults,
    fetch: services.fetch,
    schedule,
    now,
    randomId,
    signedTextFor,
    log,
    instances,
  });
  bind(gatekeeper, createGatekeeper, { config, audit, metrics, now });
  bind(rooms, createRoomKeeper, { backends, consults, config, schedule });
  bind(desk, createConsultDesk, {
    config,
    consults,
    backends,
    rooms,
    gatekeeper,
    audit,
    recorder,
    metrics,
    now,
    randomId,
  });
  bind(tickets, createTicketDesk, {
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
  });
  bind(intake, createWebhookIntake, { backends, consults, recorder, audit, metrics, log });
  bind(services.rosterWatch, createRosterWatch, {
    config,
    consults,
    desk,
    backends,
    recorder,
    metrics,
    log,
    schedule,
    now,
    instances,
  });
  bind(services.usageKeeper, createUsageKeeper, {
    book,
    config,
    audit,
    metrics,
    log,
    schedule,
    now,
    random: services.random,
  });
  bind(check, createHealthCheck, { consults, ledger, audit, backends, schedule, now, instances });
  bind(authenticate, createAuthenticate, { config, limits, addressOf });
  bind(services.signallingDoor, createSignallingDoor, { config, address, backends, limits, metrics });
  bind(
    services.app,
    (parts: Omit<AppParts, 'routes' | 'bodyLimitBytes'> & RoutesParts) =>
      createApp({ ...parts, routes: createRoutes(parts), bodyLimitBytes: server.bodyLimitBytes }),
    {
      config,
      address,
      desk,
      tickets,
      rooms,
      keys,
      backends,
      authenticate,
      meteringTokens,
      recorder,
      events,
      limits,
      addressOf,
      intake,
      ledger,
      book,
      erasure: services.erasure,
      check,
      metrics,
      tracing: services.tracing,
      log,
      now,
      randomId,
    },
  );
  return {
    get: (service) => container.getAsync(service),
    close: async () => {
      await container.unbindAllAsync();
      await opened?.close();
      // Only now: the stores use it until they are closed.
      await connected?.end();
    },
  };
}
