import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openSqliteAuditTrail } from '@patchbay/compliance';
import { auditFile, consultsFile, ledgerFile, type PatchbayConfigInput } from '@patchbay/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { attestedConfig, writeConfig } from '../../test/attested-config.ts';
import { keys, type Ran, run, testApiKey, testNow, testSecret } from '../../test/run-in-process.ts';
import { scratchFolder } from '../../test/scratch-folder.ts';
import { openLedgerIn } from '../../test/seed-ledger.ts';
import type { Finding } from '../check/finding.ts';
import type { CheckReport } from '../check/check-report.ts';

const livekitSecret = 'a-livekit-secret-of-enough-characters';
// Port 1 is reserved and nobody listens there.
const livekit = { url: 'ws://127.0.0.1:1', apiKey: 'the-livekit-key', apiSecret: livekitSecret };
const day = 86_400_000;

/** A folder with that config, and `check` in it. */
async function checking(input: PatchbayConfigInput = attestedConfig()) {
  const cwd = await scratchFolder();
  await writeConfig(cwd, input);
  const dataDirectory = join(cwd, '.patchbay');
  const check = (...args: readonly string[]) =>
    run(['check', '--installed', 'mesh,livekit', ...args], { cwd });
  return { cwd, dataDirectory, check };
}

const findingsOf = (ran: Ran, wanted: Partial<Finding> = {}): readonly Finding[] =>
  (ran.json() as CheckReport).findings.filter((finding) =>
    Object.entries(wanted).every(([key, value]) => finding[key as keyof Finding] === value),
  );

describe('check', () => {
  test('finds nothing in the way where the BAA is attested, and makes nothing', async () => {
    const { check, dataDirectory } = await checking();
    const ran = await check('--json');
    expect(findingsOf(ran, { state: 'failed' })).toEqual([]);
    expect(findingsOf(ran, { state: 'unavailable' })).toEqual([]);
    expect(ran.json()).toMatchObject({ ok: true, provider: 'mesh' });
    expect(ran.exit).toBe(0);
    expect(existsSync(dataDirectory)).toBe(false);
  });

  test('refuses PHI where nothing is attested, with the gate’s reason', async () => {
    const { check } = await checking(attestedConfig({ compliance: { hosts: { mesh: ['cloud'] } } }));
    const ran = await check('--json');
    expect(ran.exit).toBe(1);
    expect(ran.json()).toMatchObject({ ok: false });
    expect(findingsOf(ran, { state: 'failed' })).toMatchObject([
      {
        check: 'baa-gate',
        subject: 'mesh/self-hosted',
        code: 'no-attestation',
        reason: { record: { kind: 'host-attestation', host: 'cloud' } },
      },
    ]);
    const { stdout } = await check();
    expect(stdout).toContain('A patient would be kept from a consult');
  });

  test('refuses on the day after the attestation ended', async () => {
    const { cwd } = await checking();
    const now = (): number => Date.UTC(2027, 0, 15);
    const ran = await run(['check', '--installed', 'mesh,livekit', '--json'], { cwd, now });
    expect(ran.exit).toBe(1);
    expect(findingsOf(ran, { state: 'failed', code: 'expired' })).toHaveLength(1);
  });

  test('judges a fallback like the provider itself', async () => {
    const compliance = { ...attestedConfig().compliance, hosts: { mesh: ['cloud'] } };
    const { check } = await checking(
      attestedConfig({ fallback: ['livekit'], providers: { livekit }, compliance }),
    );
    const ran = await check('--json');
    expect(findingsOf(ran, { check: 'baa-gate', state: 'failed' })).toMatchObject([
      { subject: 'livekit/self-hosted' },
    ]);
    expect(ran.exit).toBe(1);
  });

  test('names the missing secrets of a chosen provider by setting and variable, and exits as a wrong config', async () => {
    const cwd = await scratchFolder();
    const env = { ...keys, PATCHBAY_PROVIDER: 'livekit', LIVEKIT_URL: 'ws://127.0.0.1:1' };
    const ran = await run(['check', '--json'], { cwd, env });
    expect(ran.exit).toBe(3);
    const { error } = ran.json() as {
      readonly error: { readonly code: string; readonly issues: readonly unknown[] };
    };
    expect(error.code).toBe('config-invalid');
    expect(error.issues).toMatchObject([
      { code: 'missing-setting', path: 'providers.livekit.apiKey', env: 'LIVEKIT_API_KEY' },
      { code: 'missing-setting', path: 'providers.livekit.apiSecret', env: 'LIVEKIT_API_SECRET' },
    ]);
  });

  test('lists what a prepared provider still needs without failing', async () => {
    const { check } = await checking(
      attestedConfig({ providers: { livekit: { apiSecret: livekitSecret } } }),
    );
    const ran = await check('--json');
    expect(ran.exit).toBe(0);
    const needed = findingsOf(ran, { check: 'settings', state: 'amber', subject: 'livekit' }).map(
      ({ issue }) => issue?.env,
    );
    expect(needed).toEqual(['LIVEKIT_URL', 'LIVEKIT_API_KEY']);
  });

  test('never prints a secret', async () => {
    const { check } = await checking(attestedConfig({ provider: 'livekit', providers: { livekit } }));
    for (const args of [[], ['--json']]) {
      const { stdout, stderr } = await check(...args);
      for (const secret of [livekitSecret, testSecret, testApiKey])
        expect(stdout + stderr).not.toContain(secret);
    }
  });

  test('calls a vendor’s server that is down a matter of the surroundings', async () => {
    const { check } = await checking(attestedConfig({ provider: 'livekit', providers: { livekit } }));
    const ran = await check('--json');
    expect(findingsOf(ran, { check: 'backend', subject: 'livekit' })).toMatchObject([
      { state: 'unavailable', code: 'unreachable' },
    ]);
    expect(ran.exit).toBe(4);
  });

  test('reaches a vendor’s server that answers', async () => {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"rooms":[]}');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { check } = await checking(
      attestedConfig({ provider: 'livekit', providers: { livekit: { ...livekit, url } } }),
    );
    const ran = await check('--json');
    expect(findingsOf(ran, { check: 'backend', subject: 'livekit' })).toMatchObject([{ state: 'ok' }]);
    expect(ran.exit).toBe(0);
  });

  test('finds a ticket that the page could not use', async () => {
    const { cwd } = await checking(attestedConfig({ fallback: ['livekit'], providers: { livekit } }));
    const ran = await run(['check', '--installed', 'mesh,elsewhere', '--json'], { cwd });
    expect(ran.exit).toBe(1);
    const found = findingsOf(ran, { check: 'page' });
    const about = (wanted: string) => found.find(({ subject }) => subject === wanted);
    expect(about('mesh')).toMatchObject({ state: 'ok' });
    expect(about('livekit')).toMatchObject({ state: 'failed', code: 'provider-not-installed' });
    expect(about('twilio')).toMatchObject({ state: 'amber', code: 'provider-not-installed' });
    expect(about('elsewhere')).toMatchObject({ state: 'amber', code: 'provider-not-on-server' });
  });

  test('says that the page was not compared', async () => {
    const { cwd } = await checking();
    const ran = await run(['check', '--json'], { cwd });
    expect(findingsOf(ran, { check: 'page' })).toMatchObject([{ state: 'amber', code: 'page-not-compared' }]);
    expect(ran.exit).toBe(0);
  });

  test('lists values that are not from the vendor, and those past the review interval', async () => {
    const { cwd, check } = await checking();
    const recent = findingsOf(await check('--json'), { check: 'manifest' });
    expect(recent.every(({ code }) => code === 'value-not-from-vendor')).toBe(true);
    expect(recent.map(({ value }) => value?.path)).toContain('deployments.self-hosted.baa.offered');
    expect(recent.map(({ value }) => value?.path)).not.toContain('licence.server');
    // Read on 2026-11-23: 30 days later they are still recent, 31 days later no more.
    const old = async (days: number): Promise<readonly Finding[]> => {
      const now = (): number => testNow + days * day;
      const args = ['check', '--installed', 'mesh,livekit', '--review-days', '30', '--json'];
      return findingsOf(await run(args, { cwd, now }), { code: 'value-not-reviewed' });
    };
    expect(await old(30)).toEqual([]);
    expect((await old(31)).map(({ value }) => value?.path)).toContain('licence.server');
  });

  test('reads the licences of what is configured', async () => {
    const { check } = await checking();
    const found = findingsOf(await check('--json'), { check: 'licence-gate', subject: 'mesh/self-hosted' });
    expect(found).toMatchObject([
      { state: 'ok', code: 'permissive' },
      { state: 'ok', code: 'permissive' },
    ]);
  });

  test('warns of development', async () => {
    const { check } = await checking(attestedConfig({ development: true }));
    expect(findingsOf(await check('--json'), { code: 'development' })).toMatchObject([{ state: 'amber' }]);
  });

  test.each([
    ['consults', consultsFile, 'store-corrupt'],
    ['ledger', ledgerFile, 'ledger-corrupt'],
  ])('finds a damaged %s store and leaves it as it is', async (_, fileIn, code) => {
    const { check, dataDirectory } = await checking();
    await mkdir(dataDirectory);
    const file = fileIn(dataDirectory);
    await writeFile(file, 'x'.repeat(8192));
    const ran = await check('--json');
    expect(findingsOf(ran, { check: 'store', subject: file })).toMatchObject([
      { state: 'unavailable', code },
    ]);
    expect(ran.exit).toBe(4);
    expect(await readFile(file, 'utf8')).toBe('x'.repeat(8192));
  });

  test('finds a broken audit trail', async () => {
    const { check, dataDirectory } = await checking();
    await mkdir(dataDirectory);
    const file = auditFile(dataDirectory);
    const trail = openSqliteAuditTrail({ path: file, now: () => testNow });
    await trail.append({
      kind: 'config-changed',
      tenant: 'none',
      consultId: undefined,
      payload: { applied: 'a-key' },
    });
    await trail.close();
    expect((await check()).exit).toBe(0);
    const bytes = await readFile(file);
    bytes.writeUInt8('b'.charCodeAt(0), bytes.indexOf('a-key'));
    await writeFile(file, bytes);
    const ran = await check('--json');
    expect(findingsOf(ran, { check: 'store', state: 'failed' })).toMatchObject([
      { code: 'audit-row-changed' },
    ]);
    expect(ran.exit).toBe(1);
  });

  test('opens sound stores that a server has open', async () => {
    const { check, cwd, dataDirectory } = await checking();
    const ledger = await openLedgerIn(cwd);
    onTestFinished(() => ledger.close());
    const ran = await check('--json');
    expect(findingsOf(ran, { subject: ledgerFile(dataDirectory) })).toMatchObject([
      { state: 'ok', code: 'store-sound' },
    ]);
  });

  test('promises nothing about HIPAA', async () => {
    const { check } = await checking();
    expect((await check()).stdout).not.toMatch(/complian/i);
  });
});
