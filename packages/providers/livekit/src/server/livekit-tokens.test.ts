import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { mintLivekitCredentials } from './livekit-tokens.ts';

const apiSecret = 'a-secret-of-more-than-32-characters!';
const access = { url: 'wss://livekit.test', apiKey: 'key', apiSecret };
const request = { room: 'room-1', participant: 'person-1', userKey: 'user-1', ttlSeconds: 90 };

describe('minted credentials', () => {
  test('are the address and a token for one person in one room', async () => {
    const { url, token } = await mintLivekitCredentials(access, request);
    expect(url).toBe('wss://livekit.test');
    const { payload } = await jwtVerify(token, new TextEncoder().encode(apiSecret), {
      algorithms: ['HS256'],
      issuer: 'key',
      subject: 'person-1',
    });
    expect(payload).toEqual({
      iss: 'key',
      sub: 'person-1',
      nbf: expect.any(Number),
      exp: expect.any(Number),
      metadata: '{"userKey":"user-1"}',
      video: {
        room: 'room-1',
        roomJoin: true,
        canPublish: true,
        canSubscribe: true,
        canPublishData: true,
        canUpdateOwnMetadata: false,
      },
    });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256' });
  });

  test.each([
    [90, 90],
    [0.2, 1],
    [0, 1],
    [-5, 1],
  ])('for %f s hold %i s', async (ttlSeconds, seconds) => {
    const { token } = await mintLivekitCredentials(access, { ...request, ttlSeconds });
    const { nbf = 0, exp = 0 } = decodeJwt(token);
    // Both ends are rounded to seconds by themselves.
    expect(Math.abs(exp - nbf - seconds)).toBeLessThanOrEqual(1);
  });
});
