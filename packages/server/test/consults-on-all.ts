import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import type { ProviderBackend } from '@patchbay/contract';
import { type BookedLedger, observationEvidence, openSqliteLedger } from '@patchbay/metering';
import { onTestFinished } from 'vitest';
import { createOfflineBackend } from '../src/backends/offline-backend.ts';
import { defaultProviders } from '../src/config/default-providers.ts';
import { resolveConfig } from '../src/config/resolve-config.ts';
import { openSqliteConsultStore } from '../src/consults/sqlite-consult-store.ts';
import { type PulledDay, pullVendorUsage } from '../src/reconciliation/pull-vendor-usage.ts';
import { reconcileMonth } from '../src/reconciliation/reconcile-month.ts';
import { daysOver } from '../src/reconciliation/usage-days.ts';
import { northKey, temporaryDirectory, testSecret } from './start-patchbay.ts';
import { start, type VendorAnswers, vendorFetch } from './vendor-answers.ts';

/** When the vendors are asked, unless told otherwise. */
export const now = Date.UTC(2026, 10, 23, 12);
export const month = '2026-11';
const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});

const vendors = ['twilio', 'daily', 'vonage', 'livekit'] as const;
type Vendor = (typeof vendors)[number];

const settings = {
  twilio: {
    accountSid: `AC${'a'.repeat(32)}`,
    apiKeySid: `SK${'b'.repeat(32)}`,
    apiKeySecret: 'a-secret-of-the-key',
  },
  daily: { apiKey: 'a-daily-api-key-of-enough-characters' },
  vonage: { applicationId: '00000000-0000-4000-8000-000000000000', privateKey: String(pem) },
  livekit: {
    url: 'wss://clinic.livekit.cloud',
    apiKey: 'key',
    apiSecret: 'a-livekit-secret-of-enough-characters',
    deployment: 'cloud-scale',
  },
};

/** One consult of ten minutes on each vendor, of two people; the second one's leave is as given. */
export async function consultsOnAll(leave: Partial<Record<Vendor, boolean>> = {}) {
  const directory = await temporaryDirectory();
  const config = resolveConfig(
    {
      provider: 'livekit',
      providers: settings,
      secret: testSecret,
      apiKeys: [{ tenant: 'north', key: northKey }],
    },
    { directory, installed: defaultProviders },
  );
  const ledgerPath = join(directory, 'ledger.sqlite');
  const ledger = await openSqliteLedger({ path: ledgerPath, now: () => now });
  const consults = openSqliteConsultStore(join(directory, 'consults.sqlite'));
  onTestFinished(async () => {
    await ledger.close();
    await consults.close();
  });
  for (const provider of vendors) {
    const consultId = `consult-${provider}`;
    await consults.insert({
      id: consultId,
      tenant: 'north',
      carriers: [{ provider, deployment: 'cloud' }],
      room: `room-${provider}`,
      phi: false,
      features: [],
      maxParticipants: 2,
      state: 'open',
      createdAt: start - 60_000,
      endedAt: undefined,
    });
    await consults.rememberRoom(consultId, provider, `room-${provider}`);
    for (const who of ['one', 'two']) {
      await consults.takeSeat(consultId, who, `person-${who}`);
      await append(ledger, provider, who, 'joined', 0);
      if (who === 'one' || leave[provider] !== false) await append(ledger, provider, who, 'left', 600);
    }
  }
  const backendOf = (provider: Vendor, answers: VendorAnswers): Promise<ProviderBackend> => {
    const descriptor = defaultProviders.find(({ manifest }) => manifest.id === provider);
    if (descriptor === undefined) throw new Error(`There is no ${provider}.`);
    return createOfflineBackend({
      descriptor,
      config,
      fetch: vendorFetch(answers),
      now: () => now,
      randomId: () => 'id',
    });
  };
  const pull = async (
    provider: Vendor,
    answers: VendorAnswers,
    at = now,
  ): Promise<readonly PulledDay[] | undefined> => {
    const backend = await backendOf(provider, answers);
    return pullVendorUsage({ provider, backend, days: daysOver(month, at), ledger, consults, now: () => at });
  };
  const reconcile = async (tenant?: string) => {
    const { providers } = await reconcileMonth({
      ledger,
      config,
      month,
      tenant,
      tellsUsage: (provider) => provider !== 'livekit',
      now,
    });
    return new Map(providers.map((one) => [one.provider, one]));
  };
  return { pull, reconcile, ledger, ledgerPath, consults };
}

async function append(
  ledger: BookedLedger,
  provider: string,
  who: string,
  kind: 'joined' | 'left',
  second: number,
): Promise<void> {
  const at = start + second * 1000;
  const connection = `${provider}-${who}`;
  const told = observationEvidence(
    {
      kind,
      room: '',
      participant: who,
      connection,
      participantClass: 'person',
      at,
      precision: 0,
      source: 'webhook',
    },
    { tenant: 'north', consultId: `consult-${provider}`, provider, person: `person-${who}`, receivedAt: at },
  );
  if (!told.accepted) throw new Error(told.reason);
  await ledger.append([told.evidence]);
}
