import { describe, expect, test } from 'vitest';
import { bearerTokenOf, sha256Hex, tenantOf } from './api-keys.ts';
import { createMeteringTokens } from './metering-token.ts';
import { createSignedText } from './signed-text.ts';
import { deriveKey } from './derive-key.ts';
import { participantIdOf } from './participant-id.ts';

const secret = 'a secret that is long enough to be one';
const subject = { consultId: 'c1', provider: 'mesh', participant: 'p1', issuedAt: 1_000_000 };

const tokensAt = (now: () => number, purpose: 'metering-token' | 'seal:mesh' = 'metering-token') =>
  createMeteringTokens(createSignedText(deriveKey(secret, purpose), 'metering', now));

describe('metering tokens', () => {
  test('come back as they were minted', async () => {
    const tokens = tokensAt(() => 1_000_000);
    expect(await tokens.read(await tokens.mint(subject, 60))).toEqual({ valid: true, subject });
  });

  test('expire', async () => {
    let now = 1_000_000;
    const tokens = tokensAt(() => now);
    const token = await tokens.mint(subject, 60);
    now += 59_000;
    expect(await tokens.read(token)).toMatchObject({ valid: true });
    now += 2_000;
    expect(await tokens.read(token)).toEqual({ valid: false, reason: 'token-expired' });
  });

  test('are refused under another key, for another audience, altered, or without a signature', async () => {
    const now = () => 1_000_000;
    const token = await tokensAt(now).mint(subject, 60);
    const [header = '', payload = ''] = token.split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    const altered = `${header}.${Buffer.from('{"value":["c2","mesh","p1",1]}').toString('base64url')}.${token.split('.')[2]}`;
    const otherAudience = createMeteringTokens(
      createSignedText(deriveKey(secret, 'metering-token'), 'somebody else', now),
    );
    const refused = { valid: false, reason: 'token-invalid' };
    expect(await tokensAt(now, 'seal:mesh').read(token)).toEqual(refused);
    expect(await otherAudience.read(token)).toEqual(refused);
    expect(await tokensAt(now).read(unsigned)).toEqual(refused);
    expect(await tokensAt(now).read(altered)).toEqual(refused);
    expect(await tokensAt(now).read('nonsense')).toEqual(refused);
  });

  test('a signed value that is no subject is refused', async () => {
    const signed = createSignedText(deriveKey(secret, 'metering-token'), 'metering', () => 1_000_000);
    const token = await signed.sign({ consultId: 'c1' }, 60);
    expect(await createMeteringTokens(signed).read(token)).toEqual({ valid: false, reason: 'token-invalid' });
  });
});

describe('api keys', () => {
  const apiKeys = [
    { tenant: 'north', keySha256: sha256Hex('key-of-north') },
    { tenant: 'south', keySha256: sha256Hex('key-of-south') },
  ];

  test.each([
    ['key-of-north', 'north'],
    ['key-of-south', 'south'],
    ['key-of-nobody', undefined],
    ['', undefined],
  ])('%s belongs to %s', (key, tenant) => {
    expect(tenantOf(key, apiKeys)).toBe(tenant);
  });

  test.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['Bearer ', undefined],
    ['Basic abc', undefined],
    ['Bearer a b', undefined],
    [undefined, undefined],
  ])('the bearer token of %s is %s', (header, token) => {
    expect(bearerTokenOf(header)).toBe(token);
  });
});

describe('participant ids', () => {
  const key = deriveKey(secret, 'participant-id');

  test('are stable within a consult, differ across consults and people, and show nothing', () => {
    const id = participantIdOf(key, 'c1', 'user-7');
    expect(participantIdOf(key, 'c1', 'user-7')).toBe(id);
    expect(participantIdOf(key, 'c2', 'user-7')).not.toBe(id);
    expect(participantIdOf(key, 'c1', 'user-8')).not.toBe(id);
    expect(participantIdOf(deriveKey(`${secret}!`, 'participant-id'), 'c1', 'user-7')).not.toBe(id);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(id).not.toContain('user');
  });
});
