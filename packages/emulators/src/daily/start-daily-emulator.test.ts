import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DailyEmulator, startDailyEmulator } from './start-daily-emulator.ts';

let emulator: DailyEmulator;
const hooks: Request[] = [];
const receive: typeof fetch = (input, init) => {
  hooks.push(new Request(input, init));
  return Promise.resolve(new Response(null, { status: 200 }));
};

beforeEach(async () => {
  emulator = await startDailyEmulator({ fetch: receive, webhookUrl: 'http://hooks.test' });
});
afterEach(async () => {
  await emulator.close();
  hooks.length = 0;
});

const seconds = () => Math.floor(Date.now() / 1000);

function tokenOf(claims: object, key = emulator.account.apiKey): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ d: emulator.account.domainId, ...claims })}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

async function createRoom(properties: object = {}): Promise<string> {
  const response = await fetch(`${emulator.url}/v1/rooms`, {
    method: 'POST',
    headers: { authorization: `Bearer ${emulator.account.apiKey}` },
    body: JSON.stringify({ privacy: 'private', properties }),
  });
  return ((await response.json()) as { readonly name: string }).name;
}

async function join(room: string, token: string): Promise<Readonly<Record<string, unknown>>> {
  const socket = new WebSocket(`${emulator.url.replace('http', 'ws')}/signalling`);
  await once(socket, 'open');
  const told = once(socket, 'message');
  socket.send(JSON.stringify({ type: 'join', room, token, userData: null }));
  const [data] = (await told) as [Buffer];
  return JSON.parse(data.toString('utf8')) as Readonly<Record<string, unknown>>;
}

test('checks tokens as Daily does, and refuses with its error types', async () => {
  const room = await createRoom({ max_participants: 1 });
  const good = { r: room, ud: 'person-1', exp: seconds() + 60 };
  const refusals = [
    [tokenOf(good, 'another key'), 'not-allowed'],
    ['garbage', 'not-allowed'],
    [tokenOf({ ...good, r: 'another-room' }), 'not-allowed'],
    [tokenOf({ ...good, d: 'another-domain' }), 'not-allowed'],
    [tokenOf({ ...good, exp: seconds() - 1 }), 'exp-token'],
    [tokenOf({ ...good, nbf: seconds() + 60 }), 'nbf-token'],
  ] as const;
  for (const [token, error] of refusals) expect(await join(room, token)).toEqual({ type: 'ended', error });
  expect(await join('nowhere', tokenOf({ r: 'nowhere' }))).toEqual({ type: 'ended', error: 'no-room' });
  expect(await join(room, tokenOf(good))).toMatchObject({
    type: 'joined',
    self: { userId: 'person-1' },
    others: [],
  });
  expect(await join(room, tokenOf({ ...good, ud: 'person-2' }))).toEqual({
    type: 'ended',
    error: 'meeting-full',
  });
});

test('takes no names of rooms in HIPAA mode', async () => {
  const headers = { authorization: `Bearer ${emulator.account.apiKey}` };
  const body = JSON.stringify({ name: 'my-room' });
  const response = await fetch(`${emulator.url}/v1/rooms`, { method: 'POST', headers, body });
  expect([response.status, await response.json()]).toMatchObject([400, { error: 'invalid-request-error' }]);
});

test('signs its webhooks', async () => {
  const room = await createRoom();
  await join(room, tokenOf({ r: room, ud: 'person-1' }));
  await emulator.settled();
  const types: unknown[] = [];
  for (const hook of hooks) {
    const body = await hook.text();
    const key = Buffer.from(emulator.account.webhookSecret, 'base64');
    const text = `${hook.headers.get('x-webhook-timestamp')}.${body}`;
    expect(hook.headers.get('x-webhook-signature')).toBe(
      createHmac('sha256', key).update(text).digest('base64'),
    );
    types.push((JSON.parse(body) as { readonly type: string }).type);
  }
  expect(types).toEqual(['meeting.started', 'participant.joined']);
});

test('serves the stand-in and its modules as scripts without types, and nothing else', async () => {
  const bundle = await (await fetch(`${emulator.callMachineUrl}/call-machine-object-bundle.js`)).text();
  const [, address = ''] = /import\("([^"]+)"\)/.exec(bundle) ?? [];
  const module = await fetch(address);
  expect(module.headers.get('content-type')).toMatch(/^text\/javascript/);
  expect(await module.text()).not.toContain('interface Instance');
  for (const name of ['..%2fdaily-account.ts', 'nothing.ts'])
    expect((await fetch(`${emulator.callMachineUrl}/${name}`)).status).toBe(404);
});
