import { createSecretKey } from 'node:crypto';
import { Container, type ServiceIdentifier } from 'inversify';
import { createBackendRegistry } from './backends/backend-registry.ts';
import { createPublicAddress } from './backends/public-address.ts';
import { createCurrentConfig } from './config/current-config.ts';
import type { PatchbayConfig } from './config/patchbay-config.ts';
import { createConsultClosing } from './consults/consult-closing.ts';
import { createConsultDesk } from './consults/consult-desk.ts';
import { createConsultRecovery } from './consults/consult-recovery.ts';
import { createRoomKeeper } from './consults/room-keeper.ts';
import { createTicketDesk } from './consults/ticket-desk.ts';
import { databasePlace } from './database/database-place.ts';
import type { DatabasePool } from './database/database-pool.ts';
import { openPool } from './database/open-pool.ts';
import { openAudit, openConsults, openLedger } from './database/open-stores.ts';
import { createEventIntake } from './evidence/event-intake.ts';
import { createEvidenceRecorder } from './evidence/evidence-recorder.ts';
import { createLedgerBuffer } from './evidence/ledger-buffer.ts';
import { createObservationSink } from './evidence/observation-sink.ts';
import { createRosterWatch } from './evidence/roster-watch.ts';
import { createWebhookIntake } from './evidence/webhook-intake.ts';
import { createGatekeeper } from './gates/gatekeeper.ts';
import { createAddressOf } from './http/address-of.ts';
import { createAuthenticate } from './http/authenticate.ts';
import { type AppParts, createApp } from './http/create-app.ts';
import { createRoutes, type RoutesParts } from './http/create-routes.ts';
import { createRateLimits } from './http/rate-limits.ts';
import { createBackgroundTurns } from './instances/background-turns.ts';
import { type Instances, openInstances } from './instances/open-instances.ts';
import { openSharedRates } from './instances/open-shared-rates.ts';
import { fingerprintOf } from './instances/secret-mark.ts';
import { createHealthCheck } from './observation/health-check.ts';
import { createMetrics, type Metrics } from './observation/metrics.ts';
import { createTracing } from './observation/tracing.ts';
import { createPullDueUsage } from './reconciliation/pull-due-usage.ts';
import { createUsagePuller } from './reconciliation/usage-puller.ts';
import { deriveKey, type KeyPurpose } from './security/derive-key.ts';
import { createMeteringTokens } from './security/metering-token.ts';
import { createSignedText, type SignedText } from './security/signed-text.ts';
import { createSignallingDoor } from './signalling/signalling-door.ts';
import { createErasure } from './usage/erasure.ts';
import { openUsageBook } from './usage/open-usage-book.ts';
import { createUsageKeeper } from './usage/usage-keeper.ts';
import { services, type Surroundings } from './services.ts';

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
  const { database, instances, closing } = services;

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
  container.bind(limits).toResolvedValue(
    (pool: DatabasePool | undefined, others: Instances | undefined) => {
      const [key, { schedule }] = [deriveKey(secret, 'rate-limits'), surroundings];
      const shared = pool && others && openSharedRates({ pool, instances: others, key, schedule });
      return createRateLimits({ settings: server.rateLimits, shared });
    },
    [database, instances],
  );
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
      const fingerprint = fingerprintOf(secret);
      opened = await openInstances({ ...surroundings, pool, place, key, fingerprint, metrics, random });
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
  bind(closing, createConsultClosing, { consults, rooms, audit, recorder, now });
  bind(desk, createConsultDesk, {
    config,
    consults,
    backends,
    rooms,
    gatekeeper,
    audit,
    closing,
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
  bind(services.consultRecovery, createConsultRecovery, {
    consults,
    closing,
    metrics,
    log,
    schedule,
    now,
    random: services.random,
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
  container.bind(services.turns).toResolvedValue(createBackgroundTurns, [database]);
  const { turns, pullDueUsage, random } = services;
  bind(pullDueUsage, createPullDueUsage, { config, ledger, book, consults, turns, metrics, schedule, now });
  bind(services.usagePuller, createUsagePuller, {
    config,
    backends,
    pullDueUsage,
    instances,
    metrics,
    log,
    schedule,
    now,
    random,
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
