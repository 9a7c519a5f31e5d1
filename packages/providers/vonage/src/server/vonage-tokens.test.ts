import { decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { access, account, now } from '../../fixtures/fake-account.ts';
import { mintVonageCredentials } from './vonage-tokens.ts';

const request = { room: '1_session', participant: 'p1', userKey: 'key-1', ttlSeconds: 300 };
const context = { now: () => now, randomId: () => 'random' };
const mint = (change = {}, way = {}) =>
  mintVonageCredentials({ ...access, ...way }, { ...request, ...change }, context);

/** By another library than the one that signs. */
const claimsOf = async (token: string) =>
  (await jwtVerify(token, account.publicKey, { algorithms: ['RS256'], currentDate: new Date(now) })).payload;

describe('credentials', () => {
  test('hold a token that an independent library finds good, for one session and one person', async () => {
    const credentials = mint();
    expect(decodeProtectedHeader(credentials.token)).toEqual({ alg: 'RS256', typ: 'JWT' });
    expect(await claimsOf(credentials.token)).toEqual({
      application_id: account.applicationId,
      sub: 'video',
      scope: 'session.connect',
      acl: { paths: { '/session/**': {} } },
      session_id: '1_session',
      role: 'publisher',
      initial_layout_class_list: '',
      connection_data: '{"participant":"p1","userKey":"key-1"}',
      jti: 'random',
      iat: 1_700_000_000,
      exp: 1_700_000_300,
    });
    expect(credentials).toEqual({
      applicationId: account.applicationId,
      sessionId: '1_session',
      token: credentials.token,
    });
  });

  test.each([
    [0, 1],
    [0.4, 1],
    [60.2, 61],
    [10 ** 9, 24 * 60 * 60],
  ])('for %d seconds are good for %d', async (ttlSeconds, seconds) => {
    const { iat = 0, exp = 0 } = await claimsOf(mint({ ttlSeconds }).token);
    expect(exp - iat).toBe(seconds);
  });

  test('send the browser through a proxy, or to the emulator, only when there is one', () => {
    expect(mint()).not.toHaveProperty('proxyUrl');
    expect(mint({}, { proxyUrl: 'https://proxy.test' }).proxyUrl).toBe('https://proxy.test');
    expect(mint({}, { emulatorUrl: 'http://127.0.0.1:1' }).proxyUrl).toBe('http://127.0.0.1:1');
  });

  test('tell nobody the key', () => {
    expect(JSON.stringify(mint())).not.toContain('PRIVATE');
  });
});
