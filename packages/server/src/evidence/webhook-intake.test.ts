import { join } from 'node:path';
import { openSqliteAuditTrail } from '@patchbay/compliance';
import type { ProviderObservation } from '@patchbay/contract';
import { createMemoryLedger, type Ledger, LedgerError } from '@patchbay/metering';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../test/start-patchbay.ts';
import { createStubVendor, signStub, stubSecret } from '../../test/stub-vendor.ts';
import type { BackendRegistry } from '../backends/backend-registry.ts';
import { openSqliteConsultStore } from '../consults/sqlite-consult-store.ts';
import { createMetrics } from '../observation/metrics.ts';
import { createEvidenceRecorder } from './evidence-recorder.ts';
import { createWebhookIntake } from './webhook-intake.ts';

/** A ledger whose disk is full until it is not. */
function failingLedger(): { readonly ledger: Ledger; full: boolean } {
  const memory = createMemoryLedger();
  const disk = {
    full: true,
    ledger: {
      ...memory,
      append: async (rows) => {
        if (disk.full) throw new LedgerError('unavailable', 'The disk is full.');
        return memory.append(rows);
      },
    } satisfies Ledger,
  };
  return disk;
}

test('a delivery that could not be written is not acknowledged, and is new when it comes again', async () => {
  const directory = await temporaryDirectory();
  const consults = openSqliteConsultStore(join(directory, 'consults.sqlite'));
  const audit = openSqliteAuditTrail({ path: join(directory, 'audit.sqlite'), now: () => 1_000 });
  onTestFinished(async () => {
    await consults.close();
    await audit.close();
  });
  await consults.insert({
    id: 'c1',
    tenant: 'north',
    carriers: [{ provider: 'stub', deployment: 'cloud' }],
    room: 'r1',
    phi: false,
    features: [],
    maxParticipants: 2,
    state: 'open',
    createdAt: 0,
    endedAt: undefined,
  });
  await consults.rememberRoom('c1', 'stub', 'r1');
  const { descriptor } = createStubVendor();
  const backend = await descriptor.create({ secret: stubSecret }, {} as never);
  const [deployment] = descriptor.manifest.deployments;
  const backends: BackendRegistry = {
    find: () => ({ descriptor, backend, deployment, limitedUntil: () => 0 }),
    running: () => [],
    start: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const metrics = createMetrics();
  const disk = failingLedger();
  const recorder = createEvidenceRecorder({ ledger: disk.ledger, consults, metrics });
  const intake = createWebhookIntake({ backends, consults, recorder, audit, metrics, log: () => undefined });
  const joined: ProviderObservation = {
    kind: 'joined',
    room: 'r1',
    participant: 'p1',
    connection: 'PA_1',
    participantClass: 'person',
    at: 500,
    precision: 1,
    source: 'webhook',
  };
  const body = JSON.stringify({ id: 'd1', sentAt: 900, observations: [joined] });
  const delivery = {
    headers: new Map([['x-stub-signature', signStub(body)]]),
    body: new TextEncoder().encode(body),
    receivedAt: 1_000,
  };
  await expect(intake.receive('stub', delivery)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await consults.hasDelivery('stub', 'd1')).toBe(false);
  disk.full = false;
  expect(await intake.receive('stub', delivery)).toEqual({ duplicate: false, recorded: 1, unknown: 0 });
  expect(await intake.receive('stub', delivery)).toMatchObject({ duplicate: true });
  expect(await disk.ledger.evidenceOf('c1')).toHaveLength(1);
});
