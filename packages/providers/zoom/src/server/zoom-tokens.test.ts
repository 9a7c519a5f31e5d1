import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { access } from '../../fixtures/fake-zoom-rest.ts';
import { mintZoomCredentials } from './zoom-tokens.ts';

const now = () => 1_700_000_000_500;
const request = { room: 'room-1', participant: 'person-1', userKey: 'a-telling-key', ttlSeconds: 3600 };

describe('the session token', () => {
  test('is signed with the SDK’s secret, and by nothing else', async () => {
    const { token } = mintZoomCredentials(access, request, now);
    const options = { currentDate: new Date(now()), algorithms: ['HS256'] };
    await jwtVerify(token, new TextEncoder().encode(access.sdkSecret), options);
    const another = jwtVerify(token, new TextEncoder().encode(access.apiSecret), options);
    await expect(another).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
  });

  test('has the header and the claims that Zoom asks for, and no more', () => {
    const { token } = mintZoomCredentials(access, request, now);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(decodeJwt(token)).toEqual({
      app_key: 'sdk-key',
      role_type: 0,
      tpc: 'room-1',
      version: 1,
      iat: 1_699_999_970,
      exp: 1_700_003_600,
      user_key: 'person-1',
      session_key: 'room-1',
      video_webrtc_mode: 1,
      audio_webrtc_mode: 1,
    });
  });

  test.each([
    [1, 1800],
    [1770, 1800],
    [1771, 1801],
    [1_000_000, 172_800],
  ])('asked for %d seconds holds %d from when it was issued', (ttlSeconds, held) => {
    const { exp = 0, iat = 0 } = decodeJwt(
      mintZoomCredentials(access, { ...request, ttlSeconds }, now).token,
    );
    expect(exp - iat).toBe(held);
  });
});

test('the credentials name the session, and no address but the stand-in’s', () => {
  const minted = mintZoomCredentials(access, request, now);
  expect(Object.keys(minted)).toEqual(['token', 'session']);
  expect(JSON.stringify(minted)).not.toContain('a-telling-key');
  const local = { ...access, emulatorUrl: 'http://127.0.0.1:4000/' };
  expect(mintZoomCredentials(local, request, now)).toMatchObject({ webEndpoint: '127.0.0.1:4000' });
});
