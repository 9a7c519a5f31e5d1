import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openSqliteAuditTrail } from '@patchbay/compliance';
import { describe, expect, test } from 'vitest';
import { createManualTime } from '../test/manual-time.ts';
import { northKey, startPatchbay, temporaryDirectory, testConfig } from '../test/start-patchbay.ts';
import { createStubVendor, stubSecret } from '../test/stub-vendor.ts';
import { createPatchbay } from './create-patchbay.ts';
import { auditFile, consultsFile, ledgerFile } from './store-files.ts';

const twoVendors = () => [createStubVendor(), createStubVendor('second')] as const;
const create = { key: northKey, body: { phi: false } };

describe('a config that is read again', () => {
  test('sends the next consult to the new provider, and leaves those under way where they are', async () => {
    const vendors = twoVendors();
    const { send, patchbay, directory, ticketFor, openConsult } = await startPatchbay({
      vendors: [...vendors],
    });
    const before = await openConsult();
    const change = await patchbay.reloadConfig(testConfig(vendors, directory, { provider: 'second' }));
    expect(change).toEqual({ applied: ['provider'], needsRestart: [] });
    expect(await send('POST', '/v1/consults', create)).toMatchObject({
      status: 201,
      body: { provider: 'second' },
    });
    expect(await ticketFor(before, 'user-7')).toMatchObject({ provider: 'stub' });
  });

  test('starts a provider that has its settings only now', async () => {
    const vendors = twoVendors();
    const [, second] = vendors;
    const providers = { stub: { url: 'https://stub.example', secret: stubSecret } };
    const { send, patchbay, directory } = await startPatchbay({
      vendors: [...vendors],
      input: { providers },
    });
    expect(second.started).toBe(0);
    await patchbay.reloadConfig(testConfig(vendors, directory, { provider: 'second' }));
    expect(second.started).toBe(1);
    expect(await send('POST', '/v1/consults', create)).toMatchObject({ body: { provider: 'second' } });
  });

  test('changes nothing when the chosen provider does not start', async () => {
    const vendors = twoVendors();
    const providers = { stub: { url: 'https://stub.example', secret: stubSecret } };
    const { send, patchbay, directory } = await startPatchbay({
      vendors: [...vendors],
      input: { providers },
    });
    const refusing = { ...providers, second: { url: 'https://refuses.example', secret: stubSecret } };
    const config = testConfig(vendors, directory, { provider: 'second', providers: refusing });
    await expect(patchbay.reloadConfig(config)).rejects.toMatchObject({
      code: 'provider-start-failed',
      provider: 'second',
    });
    expect(patchbay.config().provider).toBe('stub');
    expect(await send('POST', '/v1/consults', create)).toMatchObject({ body: { provider: 'stub' } });
  });

  test('says what needs a restart, keeps the old value of it, and audits the change without values', async () => {
    const vendors = [createStubVendor()] as const;
    const { patchbay, directory } = await startPatchbay({ vendors: [...vendors] });
    const before = patchbay.config();
    const next = testConfig(vendors, directory, {
      secret: 'another secret of more than thirty-two characters',
      apiKeys: [{ tenant: 'west', key: 'west-key-0123456789012' }],
      providers: { stub: { url: 'https://moved.example', secret: stubSecret } },
      server: { port: 9999 },
    });
    expect(await patchbay.reloadConfig(next)).toEqual({
      applied: ['apiKeys'],
      needsRestart: ['secret', 'server.port', 'providers.stub'],
    });
    const { secret, server, providers, apiKeys } = patchbay.config();
    expect({ secret, port: server.port, stub: providers['stub'] }).toEqual({
      secret: before.secret,
      port: before.server.port,
      stub: before.providers['stub'],
    });
    expect(apiKeys).toMatchObject([{ tenant: 'west' }]);
    await patchbay.close();
    const trail = openSqliteAuditTrail({ path: auditFile(directory), now: Date.now });
    const rows = await trail.rows({ kind: 'config-changed' });
    await trail.close();
    expect(rows).toMatchObject([{ tenant: ':server', payload: { applied: ['apiKeys'] } }]);
    expect(JSON.stringify(rows)).not.toContain('another secret');
  });
});

describe('a restart', () => {
  test('loses nothing: consults, tickets, seats and evidence are there', async () => {
    const time = createManualTime();
    const directory = await temporaryDirectory();
    const first = await startPatchbay({ directory, time });
    const consultId = await first.openConsult();
    const { metering } = await first.ticketFor(consultId, 'user-7');
    const beat = { connectionId: 'k1', sequence: 0, kind: 'joined', at: time.now(), elapsed: 0 };
    const heartbeats = (...sent: unknown[]) => ({ body: { token: metering.token, heartbeats: sent } });
    expect(await first.send('POST', '/v1/heartbeats', heartbeats(beat))).toMatchObject({ status: 202 });
    await first.patchbay.close();
    const second = await startPatchbay({ directory, time });
    expect(await second.send('GET', `/v1/consults/${consultId}`, { key: northKey })).toMatchObject({
      status: 200,
      body: { state: 'open' },
    });
    await time.advance(60_000);
    const left = { ...beat, kind: 'left', sequence: 4, at: time.now(), elapsed: 60_000 };
    expect(await second.send('POST', '/v1/heartbeats', heartbeats(left))).toMatchObject({ status: 202 });
    const { usage } = await second.patchbay.report();
    expect(usage).toMatchObject({ participantSeconds: 60, connections: 1, consults: 1 });
  });
});

describe('a store that is corrupt', () => {
  test.each([
    ['consults', consultsFile, 'store-corrupt'],
    ['ledger', ledgerFile, 'corrupt'],
    ['audit', auditFile, 'corrupt'],
  ] as const)('the %s: its own error, the file untouched, everything released', async (_, fileIn, code) => {
    const directory = await temporaryDirectory();
    await mkdir(directory, { recursive: true });
    const file = fileIn(directory);
    writeFileSync(file, 'this is not a database\n'.repeat(400));
    const before = readFileSync(file);
    const vendor = createStubVendor();
    const config = testConfig([vendor], directory);
    await expect(createPatchbay({ config })).rejects.toMatchObject({ code });
    expect(readFileSync(file)).toEqual(before);
    expect(await readdir(directory)).not.toContain(`${basename(file)}-wal`);
  });

  test('a data directory that cannot be made is its own error too', async () => {
    const directory = join(await temporaryDirectory(), 'a-file');
    writeFileSync(directory, '');
    const config = testConfig([createStubVendor()], join(directory, 'below'));
    await expect(createPatchbay({ config })).rejects.toMatchObject({ code: 'store-unavailable' });
  });
});

describe('starting', () => {
  test('fails when the chosen provider does not start, and names it', async () => {
    const vendor = createStubVendor();
    const providers = { stub: { url: 'https://refuses.example', secret: stubSecret } };
    const config = testConfig([vendor], await temporaryDirectory(), { providers });
    await expect(createPatchbay({ config })).rejects.toMatchObject({
      code: 'provider-start-failed',
      provider: 'stub',
    });
  });

  test('goes on when only another provider does not start, and logs it', async () => {
    const vendors = twoVendors();
    const stub = { url: 'https://stub.example', secret: stubSecret };
    const providers = { stub, second: { url: 'https://refuses.example', secret: stubSecret } };
    const { log, send } = await startPatchbay({ vendors: [...vendors], input: { providers } });
    expect(log).toMatchObject([{ event: 'provider-start-failed', provider: 'second' }]);
    expect(await send('POST', '/v1/consults', create)).toMatchObject({ status: 201 });
  });
});

describe('closing', () => {
  test('closes the providers, answers what still comes, and may be asked for twice', async () => {
    const { patchbay, vendor, send } = await startPatchbay();
    await patchbay.close();
    await patchbay.close();
    expect(vendor.closed).toBe(true);
    const answer = await send('GET', '/health');
    expect(answer).toMatchObject({ status: 503, body: { code: 'shutting-down' } });
    expect(answer.headers.get('retry-after')).toBe('5');
  });
});

describe('what a provider is lent', () => {
  test('seals for itself alone, and for a time', async () => {
    const vendors = twoVendors();
    const { time } = await startPatchbay({ vendors: [...vendors] });
    const [one, two] = vendors.map(({ context }) => context);
    const sealed = (await one?.seal({ room: 'r1' }, 60)) ?? '';
    expect(await one?.open(sealed)).toEqual({ room: 'r1' });
    expect(await two?.open(sealed)).toBeUndefined();
    expect(await one?.open(`${sealed.slice(0, -3)}AAA`)).toBeUndefined();
    await time.advance(61_000);
    expect(await one?.open(sealed)).toBeUndefined();
  });

  test('learns where the server is reached, also when that is known only later', async () => {
    const vendor = createStubVendor();
    const config = testConfig([vendor], await temporaryDirectory());
    const { publicUrl: _, ...server } = config.server;
    const patchbay = await createPatchbay({ config: { ...config, server } });
    expect(vendor.context?.publicUrl).toBe('http://127.0.0.1:8787');
    patchbay.announce('http://127.0.0.1:4711');
    expect(vendor.context?.publicUrl).toBe('http://127.0.0.1:4711');
    await patchbay.close();
  });
});
