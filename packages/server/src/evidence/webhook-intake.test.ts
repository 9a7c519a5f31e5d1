import { join } from 'node:path';
import { openAuditTrail } from '@patchbay/compliance';
import type { ProviderObservation } from '@patchbay/contract';
import { createMemoryLedger, type Ledger, LedgerError } from '@patchbay/metering';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../test/start-patchbay.ts';
import { createStubVendor, signStub, stubSecret } from '../../test/stub-vendor.ts';
import type { BackendRegistry } from '../backends/backend-registry.ts';
import { openConsultStore } from '../consults/consult-store.ts';
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
  const consults = openConsultStore(join(directory, 'consults.sqlite'));
  const audit = openAuditTrail({ path: join(directory, 'audit.sqlite'), now: () => 1_000 });
  onTestFinished(() => {
    consults.close();
    audit.close();
  });
  consults.insert({
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
  consults.rememberRoom('c1', 'stub', 'r1');
  const { descriptor } = createStubVendor();
  const backend = await descriptor.create({ secret: stubSecret }, {} as never);
  const [deployment] = descriptor.manifest.deployments;
  const backends: BackendRegistry = {
    find: () => ({ descriptor, backend, deployment }),
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
  expect(consults.hasDelivery('stub', 'd1')).toBe(false);
  disk.full = false;
  expect(await intake.receive('stub', delivery)).toEqual({ duplicate: false, recorded: 1, unknown: 0 });
  expect(await intake.receive('stub', delivery)).toMatchObject({ duplicate: true });
  expect(await disk.ledger.evidenceOf('c1')).toHaveLength(1);
});
