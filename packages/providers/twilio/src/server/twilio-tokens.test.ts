import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { access } from '../../fixtures/fake-twilio-rest.ts';
import { mintTwilioCredentials } from './twilio-tokens.ts';

const now = 1_700_000_000_500;
let ids = 0;
const context = { now: () => now, randomId: () => `id-${(ids += 1)}` };
const request = { room: 'room-1', participant: 'person-1', userKey: 'user-1', ttlSeconds: 60 };

describe('the access token', () => {
  test('is signed with the key’s secret, and by nothing else', async () => {
    const { token } = mintTwilioCredentials(access, request, context);
    const options = { currentDate: new Date(now), algorithms: ['HS256'] };
    await jwtVerify(token, new TextEncoder().encode(access.apiKeySecret), options);
    const another = jwtVerify(token, new TextEncoder().encode('another'), options);
    await expect(another).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  });

  test('has the header and the claims of a Twilio access token, and no more', () => {
    const { token } = mintTwilioCredentials(access, request, context);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' });
    expect(decodeJwt(token)).toEqual({
      jti: expect.stringMatching(`^${access.apiKeySid}-`),
      iss: access.apiKeySid,
      sub: access.accountSid,
      iat: 1_700_000_000,
      exp: 1_700_000_060,
      grants: { identity: 'person-1', video: { room: 'room-1' } },
    });
  });

  test('carries nothing of the person', () => {
    const minted = mintTwilioCredentials(access, { ...request, userKey: 'a-telling-key' }, context);
    const [, claims = ''] = minted.token.split('.');
    expect(Buffer.from(claims, 'base64url').toString()).not.toContain('a-telling-key');
    expect(JSON.stringify(minted)).not.toContain('a-telling-key');
  });

  test('is never the same twice, not even within a second', () => {
    const ids = [1, 2, 3].map(() => decodeJwt(mintTwilioCredentials(access, request, context).token).jti);
    expect(new Set(ids).size).toBe(3);
  });

  test.each([
    [0, 1],
    [0.2, 1],
    [59.5, 60],
    [1_000_000, 86_400],
  ])('asked for %d seconds holds %d', (ttlSeconds, held) => {
    const { exp = 0, iat = 0 } = decodeJwt(
      mintTwilioCredentials(access, { ...request, ttlSeconds }, context).token,
    );
    expect(exp - iat).toBe(held);
  });
});

describe('the credentials', () => {
  test('name the room, and no address but the emulator’s', () => {
    expect(Object.keys(mintTwilioCredentials(access, request, context))).toEqual(['token', 'room']);
    const emulated = { ...access, emulatorUrl: 'http://127.0.0.1:4000/' };
    expect(mintTwilioCredentials(emulated, request, context)).toMatchObject({
      room: 'room-1',
      signalling: 'ws://127.0.0.1:4000/signaling',
    });
  });
});
