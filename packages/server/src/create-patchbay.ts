import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { monthOf } from '@patchbay/metering';
import type { BackendRegistry } from './backends/backend-registry.ts';
import { processSchedule } from './backends/schedule.ts';
import { compose, type Composition } from './composition-root.ts';
import { compareConfig, type ConfigChange, mergeLive } from './config/compare-config.ts';
import type { PatchbayConfig } from './config/patchbay-config.ts';
import { StoreError } from './consults/open-database.ts';
import { answerError } from './http/answer-error.ts';
import { clientAddress } from './http/client-address.ts';
import { serverTenant } from './observation/server-tenant.ts';
import type { Patchbay } from './patchbay.ts';
import { Problem, problemResponse } from './problem.ts';
import { reportMonths } from './report/report-months.ts';
import { reportMonth } from './report/usage-report.ts';
import { services, type Surroundings } from './services.ts';

export interface CreatePatchbayOptions extends Partial<Surroundings> {
  /** From `loadConfig` or `resolveConfig`. */
  readonly config: PatchbayConfig;
}

/** 160 bits; nothing of a person, a time or an order in it. */
const randomId = (): string => randomBytes(20).toString('base64url');

/**
 * Opens the stores, starts the providers and resolves to the running server. Rejects with `StoreError`, `LedgerError`,
 * `AuditTrailError` or `BackendStartError`, with everything released again.
 */
export async function createPatchbay({ config, ...given }: CreatePatchbayOptions): Promise<Patchbay> {
  const surroundings: Surroundings = {
    log: () => undefined,
    now: Date.now,
    randomId,
    fetch: globalThis.fetch,
    schedule: processSchedule,
    ...given,
  };
  if (config.database === undefined) makeDirectory(config.dataDirectory);
  const composition = compose(config, surroundings);
  try {
    const backends = await composition.get(services.backends);
    await backends.start(config);
    return await assemble(composition, backends, surroundings);
  } catch (error) {
    await composition.close();
    throw error;
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreError(
      'store-unavailable',
      `The data directory ${directory} cannot be made.`,
      directory,
      error,
    );
  }
}

async function assemble(
  composition: Composition,
  backends: BackendRegistry,
  { log, now, randomId }: Surroundings,
): Promise<Patchbay> {
  const app = await composition.get(services.app);
  const door = await composition.get(services.signallingDoor);
  const current = await composition.get(services.config);
  const address = await composition.get(services.address);
  const book = await composition.get(services.book);
  const audit = await composition.get(services.audit);
  const sink = await composition.get(services.sink);
  const rosterWatch = await composition.get(services.rosterWatch);
  const usageKeeper = await composition.get(services.usageKeeper);
  const usagePuller = await composition.get(services.usagePuller);
  const consultRecovery = await composition.get(services.consultRecovery);
  consultRecovery.start();
  rosterWatch.start();
  usageKeeper.start();
  usagePuller.start();
  let reloading: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;

  const reload = async (config: PatchbayConfig): Promise<ConfigChange> => {
    const before = current.get();
    const started = backends.running().map(({ descriptor }) => descriptor.manifest.id);
    const change = compareConfig(before, config, started);
    const merged = mergeLive(before, config, started);
    await backends.start(merged);
    current.set(merged);
    const { applied, needsRestart } = change;
    if (applied.length + needsRestart.length > 0) {
      await audit.append({
        kind: 'config-changed',
        tenant: serverTenant,
        consultId: undefined,
        payload: { applied, needsRestart },
      });
      log({ level: 'info', event: 'config-changed', applied, needsRestart });
    }
    return change;
  };

  const close = async (): Promise<void> => {
    await reloading;
    await consultRecovery.stop();
    await rosterWatch.stop();
    await usageKeeper.stop();
    await usagePuller.stop();
    await backends.close();
    await sink.settled();
    await composition.close();
  };

  const shuttingDown = (): Response =>
    problemResponse(new Problem('shutting-down', 'The server is closing.', {}, { 'retry-after': '5' }));

  return {
    fetch: async (request, peer = {}) =>
      closing === undefined ? await app.fetch(request, peer) : shuttingDown(),
    refuseSignalling: async (provider, { origin, address, forwardedFor }) => {
      if (closing !== undefined) return shuttingDown();
      try {
        const client = clientAddress(address, forwardedFor, current.get().server.trustedProxies);
        await door.admit(provider, origin, client);
        return undefined;
      } catch (error) {
        return answerError(error, log, randomId);
      }
    },
    acceptSignalling: (provider, socket) => closing === undefined && door.accept(provider, socket),
    announce: address.announce,
    config: current.get,
    reloadConfig: (config) => {
      const reloaded = reloading.then(() => reload(config));
      reloading = reloaded.catch(() => undefined);
      return reloaded;
    },
    report: ({ month = monthOf(now()), tenant } = {}) =>
      reportMonth({ book, config: current.get(), month, tenant, now: now() }),
    reportMonths: ({ from, to, tenant }) =>
      reportMonths({ book, config: current.get(), from, to, tenant, now: now() }),
    close: () => (closing ??= close()),
  };
}
