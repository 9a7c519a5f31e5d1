import { connect } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startWherebyEmulator, type WherebyEmulator } from './index.ts';

const running: WherebyEmulator[] = [];
const start = async (options?: Parameters<typeof startWherebyEmulator>[0]): Promise<WherebyEmulator> => {
  const emulator = await startWherebyEmulator(options);
  running.push(emulator);
  return emulator;
};
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
});

test('makes up an account, or takes parts of one', async () => {
  const [one, other] = [await start(), await start({ account: { subdomain: 'acme' } })];
  expect(one.account.apiKey).not.toBe(other.account.apiKey);
  expect(other.account.subdomain).toBe('acme');
  expect(one.settings).toEqual({
    apiKey: one.account.apiKey,
    webhookSecret: one.account.webhookSecret,
    emulatorUrl: one.url,
  });
});

test('has Chromium find the SDK’s hosts here, and no others', async () => {
  const { browserArguments, tlsUrl } = await start();
  const { host } = new URL(tlsUrl);
  const [rules, trust] = browserArguments;
  expect(rules).toBe(
    `--host-resolver-rules=MAP api.whereby.dev ${host}, MAP signal.appearin.net ${host}, MAP rtcstats.srv.whereby.com ${host}`,
  );
  expect(trust).toMatch(/^--ignore-certificate-errors-spki-list=[A-Za-z0-9+/]{43}=$/);
});

test.each(['api.whereby.dev', 'signal.appearin.net', 'rtcstats.srv.whereby.com'])(
  'has a certificate for %s',
  async (servername) => {
    const { tlsUrl } = await start();
    const { hostname: host, port } = new URL(tlsUrl);
    const names = await new Promise<string | undefined>((resolve, reject) => {
      const socket = connect({ host, port: Number(port), servername, rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().subjectaltname);
        socket.end();
      });
      socket.on('error', reject);
    });
    expect(names).toContain(`DNS:${servername}`);
  },
);

test('takes telemetry at any path, and throws it away', async () => {
  const emulator = await start();
  const socket = new WebSocket(`${emulator.tlsUrl.replace('https', 'wss')}/visit/42`, '1.0', {
    rejectUnauthorized: false,
  });
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  expect(emulator.log().map(({ what }) => what)).toEqual(['telemetry']);
  expect(JSON.stringify(emulator.log())).not.toContain('visit');
  socket.terminate();
});

test('refuses a port that is taken and leaves nothing listening', async () => {
  const { tlsUrl } = await start();
  const port = Number(new URL((await start()).url).port);
  await expect(startWherebyEmulator({ tlsPort: Number(new URL(tlsUrl).port) })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  await expect(startWherebyEmulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('logs no secrets', async () => {
  const emulator = await start();
  await fetch(`${emulator.url}/v1/meetings`, {
    headers: { authorization: `Bearer ${emulator.account.apiKey}` },
  });
  const text = JSON.stringify(emulator.log());
  for (const secret of [emulator.account.apiKey, emulator.account.webhookSecret])
    expect(text).not.toContain(secret);
});

test('closes twice', async () => {
  const emulator = await start();
  await Promise.all([emulator.close(), emulator.close()]);
  await expect(fetch(emulator.url)).rejects.toThrow(/fetch failed/);
});
