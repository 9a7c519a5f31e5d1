import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ProviderBackend, VideoError } from '@patchbay/contract';
import { type BookedLedger, observationEvidence, openSqliteLedger } from '@patchbay/metering';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  northKey,
  southKey,
  startPatchbay,
  temporaryDirectory,
  testSecret,
} from '../../test/start-patchbay.ts';
import { createOfflineBackend } from '../backends/offline-backend.ts';
import { defaultProviders } from '../config/default-providers.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { openSqliteConsultStore } from '../consults/sqlite-consult-store.ts';
import { reconciliationSchema } from '../http/reconciliation-schema.ts';
import { type PulledDay, pullVendorUsage } from './pull-vendor-usage.ts';
import { reconcileMonth } from './reconcile-month.ts';
import { daysOver } from './usage-days.ts';

const start = Date.UTC(2026, 10, 20, 9);
const now = Date.UTC(2026, 10, 23, 12);
const month = '2026-11';
const iso = (second: number): string => new Date(start + second * 1000).toISOString();
const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});

const vendors = ['twilio', 'daily', 'vonage', 'livekit'] as const;
type Vendor = (typeof vendors)[number];

/** What the vendors' own APIs answer for the day of the consults, in their shapes; for any other day, nothing. */
interface Answers {
  readonly twilio: readonly object[];
  readonly daily: readonly object[];
  readonly vonageMinutes: number | undefined;
}

const paged = (key: string, list: readonly object[]) => ({ [key]: list, meta: { key, next_page_url: null } });

/** Stands where the vendors are. */
const vendorFetch =
  (answers: Answers): typeof fetch =>
  async (input, init) => {
    const asked = new Request(input, init);
    const { hostname, pathname, searchParams } = new URL(asked.url);
    const isDay = (from: number, to: number): boolean => from <= start && start < to;
    switch (hostname) {
      case 'insights.twilio.com': {
        if (pathname.endsWith('/Participants')) return Response.json(paged('participants', answers.twilio));
        const [after, before] = ['CreatedAfter', 'CreatedBefore'].map((name) =>
          Date.parse(searchParams.get(name) ?? ''),
        );
        const rooms = [{ room_sid: `RM${'1'.repeat(32)}`, room_name: 'room-twilio' }];
        return Response.json(paged('rooms', isDay(after ?? 0, before ?? 0) ? rooms : []));
      }
      case 'api.daily.co': {
        if (!pathname.endsWith('/meetings'))
          return Response.json({ domain_name: 'clinic', config: { hipaa: true } });
        const meeting = {
          id: 'm1',
          room: 'room-daily',
          start_time: start / 1000,
          duration: 600,
          ongoing: false,
        };
        return Response.json({ total_count: 1, data: [{ ...meeting, participants: answers.daily }] });
      }
      case 'tools.vonage.com': {
        const { query } = (await asked.json()) as { readonly query: string };
        const [from, to] = [...query.matchAll(/(?:start|end): "([^"]+)"/g)].map(([, time]) =>
          Date.parse(time ?? ''),
        );
        const minutes = { from1To2Publishers: answers.vonageMinutes };
        const resources = isDay(from ?? 0, to ?? 0)
          ? [{ sessionId: 'room-vonage', participantMinutes: minutes }]
          : [];
        const sessionSummaries = { totalCount: resources.length, resources };
        return Response.json({ data: { project: { sessionData: { sessionSummaries } } } });
      }
    }
    return new Response(null, { status: 404 });
  };

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
async function consultsOnAll(leave: Partial<Record<Vendor, boolean>> = {}) {
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
  const backendOf = (provider: Vendor, answers: Answers): Promise<ProviderBackend> => {
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
    answers: Answers,
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

const onTwilio = (who: string, seconds: number) => ({
  participant_identity: who,
  participant_sid: `twilio-${who}`,
  join_time: iso(0),
  leave_time: iso(seconds),
  duration_sec: seconds,
});
const onDaily = (who: string, duration: number) => ({
  user_id: who,
  participant_id: `daily-${who}`,
  user_name: null,
  join_time: start / 1000,
  duration,
});

const agreed: Answers = {
  twilio: [onTwilio('one', 600), onTwilio('two', 600)],
  daily: [onDaily('one', 600), onDaily('two', 600)],
  vonageMinutes: 20,
};

describe('three unlike vendors, by their own server halves', () => {
  test('that count what we do', async () => {
    const { pull, reconcile } = await consultsOnAll();
    expect((await pull('twilio', agreed))?.filter(({ outcome }) => outcome === 'new')).toHaveLength(6);
    expect(new Set((await pull('daily', agreed))?.map(({ outcome }) => outcome))).toEqual(new Set(['new']));
    const vonage = (await pull('vonage', agreed))?.filter(({ outcome }) => outcome === 'too-late');
    expect(vonage?.map(({ day }) => day)).toEqual(['2026-11-01', '2026-11-02']);
    const providers = await reconcile();
    for (const vendor of ['twilio', 'daily', 'vonage']) {
      expect(providers.get(vendor)?.reconciliation).toMatchObject({
        oursSeconds: 1200,
        theirsSeconds: 1200,
        varianceSeconds: 0,
        variancePercent: 0,
      });
    }
    expect(providers.get('daily')).toMatchObject({ state: 'reconciled', pulledAt: now, missingDays: [] });
    expect(providers.get('vonage')?.reconciliation?.by).toBe('room');
  });

  test('Twilio counts a minute more than we were told, and somebody in a room that is nobody’s', async () => {
    const { pull, reconcile } = await consultsOnAll();
    await pull('twilio', {
      ...agreed,
      twilio: [onTwilio('one', 660), onTwilio('two', 600), onTwilio('three', 30)],
    });
    expect((await reconcile()).get('twilio')?.reconciliation).toMatchObject({
      varianceSeconds: 90,
      variancePercent: 7.5,
      causes: [
        { cause: 'length', items: 1, varianceSeconds: 60 },
        { cause: 'missing-here', items: 1, varianceSeconds: 30 },
        { cause: 'rounding', items: 1, varianceSeconds: 0 },
      ],
    });
  });

  test('Daily tells what a lost leave has cost, and its fifteen seconds are rounding', async () => {
    const { pull, reconcile } = await consultsOnAll({ daily: false });
    await pull('daily', { ...agreed, daily: [onDaily('one', 612), onDaily('two', 600)] });
    const found = (await reconcile()).get('daily')?.reconciliation;
    expect(found?.causes.map(({ cause }) => cause)).toEqual(['missing-leave', 'rounding']);
    // Half a lease was counted for a connection of which only the join is known.
    expect(found?.causes[0]?.varianceSeconds).toBeGreaterThan(500);
    expect(found?.causes[1]).toEqual({ cause: 'rounding', items: 1, varianceSeconds: 12 });
  });

  test('Vonage sums up a room, and does not know yet what it will be', async () => {
    const { pull, reconcile } = await consultsOnAll();
    await pull('vonage', { ...agreed, vonageMinutes: 25 });
    expect((await reconcile()).get('vonage')?.reconciliation).toMatchObject({
      by: 'room',
      varianceSeconds: 300,
      causes: [{ cause: 'length', items: 1 }],
    });
    await pull('vonage', { ...agreed, vonageMinutes: undefined });
    expect((await reconcile()).get('vonage')?.reconciliation).toMatchObject({
      varianceSeconds: 0,
      notCompared: { unfinishedLines: 1 },
      causes: [],
    });
  });

  test('what is not known is said, and is not zero', async () => {
    const { pull, reconcile } = await consultsOnAll();
    await pull('twilio', agreed);
    const providers = await reconcile();
    expect(providers.get('livekit')).toMatchObject({ state: 'no-usage-api', reconciliation: undefined });
    expect(providers.get('daily')).toMatchObject({
      state: 'not-pulled',
      reconciliation: undefined,
      pulledAt: undefined,
    });
    // Twilio forgets after a week: what it was not asked about by then it cannot be asked any more.
    const twilio = providers.get('twilio');
    expect(twilio).toMatchObject({ state: 'partly' });
    expect(twilio?.missingDays).toContain('2026-11-01');
    expect(twilio?.missingDays).not.toContain('2026-11-20');
  });
});

describe('answers', () => {
  test('are kept once, and a changed one supersedes', async () => {
    const { pull, reconcile, ledgerPath } = await consultsOnAll();
    await pull('daily', agreed);
    const again = await pull('daily', agreed, now + 1000);
    expect(new Set(again?.map(({ outcome }) => outcome))).toEqual(new Set(['same']));
    const changed = await pull(
      'daily',
      { ...agreed, daily: [onDaily('one', 900), onDaily('two', 600)] },
      now + 2000,
    );
    expect(changed?.filter(({ outcome }) => outcome === 'changed').map(({ day }) => day)).toEqual([
      '2026-11-20',
    ]);
    expect((await reconcile()).get('daily')?.reconciliation?.theirsSeconds).toBe(1500);
    const database = new DatabaseSync(ledgerPath, { readOnly: true });
    const [kept] = database
      .prepare("SELECT count(*) AS count FROM ledger_vendor_report WHERE provider = 'daily'")
      .all();
    database.close();
    expect(kept).toEqual({ count: 22 + 1 });
  });

  test('that do not come stop the asking, and lose nothing', async () => {
    const { ledger, consults } = await consultsOnAll();
    let calls = 0;
    const backend = {
      pullUsage: async () => {
        calls += 1;
        if (calls === 3) throw new VideoError('unreachable', 'No answer.', { provider: 'daily' });
        return [];
      },
    };
    const days = daysOver(month, now).slice(0, 5);
    const parts = { provider: 'daily', backend, days, ledger, consults, now: () => now };
    expect((await pullVendorUsage(parts))?.map(({ outcome, code }) => code ?? outcome)).toEqual([
      'new',
      'new',
      'unreachable',
      'not-asked',
      'not-asked',
    ]);
    expect(calls).toBe(3);
  });
});

describe('GET /v1/reconciliation', () => {
  test('is this tenant’s, in the shape of the document, and asks nobody', async () => {
    const { send, openConsult, ticketFor, time } = await startPatchbay();
    const { token } = (await ticketFor(await openConsult(), 'user-7')).metering;
    const beat = { connectionId: 'k1', sequence: 0, kind: 'joined', at: time.now(), elapsed: 0 };
    await send('POST', '/v1/heartbeats', { body: { token, heartbeats: [beat] } });
    const { status, body } = await send('GET', '/v1/reconciliation', { key: northKey });
    expect(status).toBe(200);
    expect(reconciliationSchema.parse(body)).toMatchObject({
      month: '2026-11',
      providers: [{ provider: 'stub', state: 'no-usage-api' }],
    });
    expect(await send('GET', '/v1/reconciliation', { key: southKey })).toMatchObject({
      body: { providers: [] },
    });
    expect(await send('GET', '/v1/reconciliation?month=2026', { key: northKey })).toMatchObject({
      status: 400,
    });
    expect(await send('GET', '/v1/reconciliation')).toMatchObject({ status: 401 });
  });
});
