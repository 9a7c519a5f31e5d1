import { afterEach, expect, test } from 'vitest';
import { configure, manage, PexipClient } from '../../fixtures/pexip-client.ts';
import { type PexipEmulator, pexipErrors, startPexipEmulator } from './index.ts';

const running: PexipEmulator[] = [];
const clients: PexipClient[] = [];
const start = async (options?: Parameters<typeof startPexipEmulator>[0]): Promise<PexipEmulator> => {
  const emulator = await startPexipEmulator(options);
  running.push(emulator);
  return emulator;
};
const join = async (emulator: PexipEmulator, name = 'first'): Promise<PexipClient> => {
  const client = await new PexipClient(emulator).join(name);
  clients.push(client);
  return client;
};
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const emulator of running.splice(0)) await emulator.close();
});

test('makes up an account, or takes parts of one', async () => {
  const [one, other] = [await start(), await start({ account: { username: 'acme' } })];
  expect(one.account.password).not.toBe(other.account.password);
  expect(other.settings).toMatchObject({ username: 'acme', managementUrl: other.url, nodeUrl: other.url });
});

test('refuses a port that is taken', async () => {
  const port = Number(new URL((await start()).url).port);
  await expect(startPexipEmulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('an interruption cuts events and lasts until it is lifted', async () => {
  const emulator = await start();
  await configure(emulator);
  const client = await join(emulator);
  const lift = emulator.faults.interrupt('room-1', 'first');
  await client.ended();
  expect(await client.post('refresh_token')).toMatchObject({ httpStatus: 502 });
  lift();
  expect(await client.post('refresh_token')).toMatchObject({ httpStatus: 200 });
  expect((await client.listen()).status).toBe(200);
  expect(() => emulator.faults.interrupt('room-1', 'nobody')).toThrow(/Nobody/);
  expect(() => emulator.faults.interrupt('nowhere', 'first')).toThrow(/no conference/);
});

test('clients can be answered late', async () => {
  const waited: number[] = [];
  const schedule = (callback: () => void, milliseconds: number): (() => void) => {
    waited.push(milliseconds);
    if (milliseconds === 250) queueMicrotask(callback);
    return () => undefined;
  };
  const emulator = await start({ schedule, tokenSeconds: 60 });
  await configure(emulator);
  emulator.faults.delayAnswers(250);
  await new PexipClient(emulator).askToken('first');
  emulator.faults.delayAnswers(0);
  await new PexipClient(emulator).askToken('second');
  expect(waited).toEqual([250, 60_000, 60_000]);
});

test('tokens are refused with a text of Pexip’s until told otherwise', async () => {
  const emulator = await start();
  await configure(emulator);
  emulator.faults.refuseTokens(pexipErrors.licences);
  expect(await new PexipClient(emulator).askToken('first')).toMatchObject({
    httpStatus: 403,
    body: { result: 'Insufficient licenses' },
  });
  emulator.faults.refuseTokens(undefined);
  expect(await new PexipClient(emulator).askToken('first')).toMatchObject({ httpStatus: 200 });
});

test('a token runs out when it is not refreshed in time, or at once', async () => {
  const timers: (() => void)[] = [];
  const calledOff: number[] = [];
  const emulator = await start({
    schedule: (callback) => {
      const index = timers.push(callback) - 1;
      return () => void calledOff.push(index);
    },
  });
  await configure(emulator);
  const client = await join(emulator);
  await client.post('refresh_token');
  expect([timers.length, calledOff]).toEqual([2, [0]]);
  timers[1]?.();
  expect(await client.hear('disconnect')).toEqual({ reason: pexipErrors.tokenExpired });
  expect(await client.post('refresh_token')).toMatchObject({ body: { result: pexipErrors.invalidToken } });
  const again = await join(emulator);
  emulator.faults.expireTokens('room-1');
  expect(await again.hear('disconnect')).toEqual({ reason: pexipErrors.tokenExpired });
});

test('management calls fail as often as they are told to', async () => {
  const emulator = await start();
  emulator.faults.failRest(503, 2);
  const statuses = [];
  for (let turn = 0; turn < 3; turn += 1)
    statuses.push((await manage(emulator, '/configuration/v1/conference/')).status);
  expect(statuses).toEqual([503, 503, 200]);
});

test('logs no secrets, names or descriptions of media', async () => {
  const emulator = await start();
  await configure(emulator, { pin: '987654' });
  const client = new PexipClient(emulator);
  clients.push(client);
  await client.join('patient-name', '987654');
  await client.own('calls', { call_type: 'WEBRTC', sdp: 'v=0 secret-sdp' });
  await client.post('message', { type: 'text/plain', payload: 'private-words' });
  const text = JSON.stringify(emulator.log());
  expect(text).toContain('POST participants/:id/calls');
  const { password, sinkPassword } = emulator.account;
  const { token, uuid } = client;
  for (const secret of [
    password,
    sinkPassword,
    token,
    uuid,
    '987654',
    'patient-name',
    'secret-sdp',
    'private',
  ])
    expect(text).not.toContain(secret);
});

test('closes twice, and lets go of whoever listens', async () => {
  const pending = new Set<number>();
  let last = 0;
  const emulator = await start({
    schedule: () => {
      const id = (last += 1);
      pending.add(id);
      return () => void pending.delete(id);
    },
  });
  await configure(emulator);
  const client = await join(emulator);
  await Promise.all([emulator.close(), emulator.close()]);
  await client.ended();
  expect(pending.size).toBe(0);
  await expect(fetch(emulator.url)).rejects.toThrow(/fetch failed/);
});
