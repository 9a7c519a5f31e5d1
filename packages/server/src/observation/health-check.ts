import type { AuditTrail } from '@patchbay/compliance';
import { isVideoError } from '@patchbay/contract';
import type { Ledger } from '@patchbay/metering';
import type { BackendRegistry } from '../backends/backend-registry.ts';
import type { Schedule } from '../backends/schedule.ts';
import { callVendor } from '../backends/vendor-call.ts';
import type { ConsultStore } from '../consults/consult-store.ts';
import type { Instances } from '../instances/open-instances.ts';

export interface Health {
  readonly status: 'ok' | 'degraded' | 'failing';
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

/** Asks every store and every running provider. Never rejects. */
export type HealthCheck = () => Promise<Health>;

export interface HealthCheckParts {
  readonly consults: ConsultStore;
  readonly ledger: Ledger;
  readonly audit: AuditTrail;
  readonly backends: BackendRegistry;
  readonly schedule: Schedule;
  readonly now: () => number;
  readonly instances: Instances | undefined;
}

/** Whoever asks more often than this gets the last answer, so that a probe is no way to load the vendors. */
const freshMilliseconds = 5_000;

export function createHealthCheck(parts: HealthCheckParts): HealthCheck {
  let last: { readonly at: number; readonly health: Promise<Health> } | undefined;
  return () => {
    const at = parts.now();
    if (last === undefined || at - last.at >= freshMilliseconds) last = { at, health: examine(parts) };
    return last.health;
  };
}

async function examine(parts: HealthCheckParts): Promise<Health> {
  const { consults, ledger, audit, backends, schedule, instances } = parts;
  const { writable, detail } = await ledger.health();
  const stores = [
    await attempt('consults', () => consults.check()),
    { name: 'ledger', ok: writable, detail },
    await attempt('audit', () => audit.head()),
  ];
  const providers = await Promise.all(
    backends.running().map(async ({ descriptor, backend }) => {
      const { id } = descriptor.manifest;
      try {
        const { reachable, detail } = await callVendor(id, schedule, () => backend.check());
        return { name: `provider:${id}`, ok: reachable, detail };
      } catch (error) {
        return {
          name: `provider:${id}`,
          ok: false,
          detail: isVideoError(error) ? error.message : 'It failed.',
        };
      }
    }),
  );
  const others = instances === undefined ? [] : [reachOf(instances)];
  const well = (checks: readonly { readonly ok: boolean }[]): boolean => checks.every(({ ok }) => ok);
  const degraded = well([...providers, ...others]) ? 'ok' : 'degraded';
  return { status: well(stores) ? degraded : 'failing', checks: [...stores, ...others, ...providers] };
}

function reachOf(instances: Instances): Health['checks'][number] {
  const alive = instances.alive();
  const detail =
    alive > 0
      ? `${alive} alive on this database.`
      : 'Cut off from the others: rooms that are here go on, others are not reached.';
  return { name: 'instances', ok: alive > 0, detail };
}

async function attempt(name: string, check: () => Promise<unknown>): Promise<Health['checks'][number]> {
  try {
    await check();
    return { name, ok: true, detail: 'The store answers.' };
  } catch {
    return { name, ok: false, detail: 'The store cannot be read.' };
  }
}
