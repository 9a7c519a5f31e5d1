import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { apiKey, roomName } from '../../fixtures/fake-daily-rest.ts';
import { mintDailyCredentials } from './daily-tokens.ts';

const now = Date.parse('2026-11-23T10:00:00.250Z');
const domain = { id: '30f866c3-9123-452a-8723-ff58322d09c5', name: 'acme' };
const request = { room: roomName, participant: 'person-1', userKey: 'a-telling-key', ttlSeconds: 60 };
const mint = (change: object = {}, emulatorUrl?: string) =>
  mintDailyCredentials({ apiKey, emulatorUrl }, domain, { ...request, ...change }, now);
const read = (token: string) =>
  jwtVerify(token, new TextEncoder().encode(apiKey), { algorithms: ['HS256'], currentDate: new Date(now) });

test('credentials are an address at the domain and a token for that room and that person', async () => {
  const { url, token, ...rest } = mint();
  expect([url, rest]).toEqual([`https://acme.daily.co/${roomName}`, {}]);
  const { payload, protectedHeader } = await read(token);
  expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' });
  const iat = Math.floor(now / 1000);
  expect(payload).toEqual({ r: roomName, d: domain.id, ud: 'person-1', iat, exp: iat + 60 });
});

test('nothing tells who it is, and nobody owns the room', async () => {
  const { token } = mint();
  const { payload } = await read(token);
  expect(JSON.stringify([payload, mint()])).not.toContain('a-telling-key');
  for (const claim of ['u', 'o']) expect(payload).not.toHaveProperty(claim);
});

test.each([
  [0, 1],
  [-5, 1],
  [0.2, 1],
  [90.5, 91],
])('for %d seconds it is good for %d', async (ttlSeconds, seconds) => {
  const { payload } = await read(mint({ ttlSeconds }).token);
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(seconds);
});

test('for the emulator they say where it is and where its call machine is', () => {
  expect(mint({}, 'http://127.0.0.1:7/')).toMatchObject({
    url: `http://127.0.0.1:7/${roomName}`,
    callMachine: 'http://127.0.0.1:7/call-machine',
  });
});

test('a strange room stays in the path', () => {
  expect(mint({ room: '../a?b#c' }).url).toBe('https://acme.daily.co/..%2Fa%3Fb%23c');
});
