import { expect, test } from 'vitest';
import { mintPexipCredentials, pinOf } from './pexip-tokens.ts';

const secret = 'a-long-secret-that-is-random';
const joining = { nodeUrl: 'https://node.test/', pinSecret: secret, directMedia: 'never' };
const request = { room: 'room-1', participant: 'person-1', userKey: 'a-telling-key', ttlSeconds: 60 };

test('a PIN is twenty digits, the same for the same room and no other', () => {
  const pins = Array.from({ length: 200 }, (_, index) => pinOf(secret, `room-${index}`));
  for (const pin of pins) expect(pin).toMatch(/^\d{20}$/);
  expect(new Set(pins).size).toBe(pins.length);
  expect(pinOf(secret, 'room-1')).toBe(pins[1]);
  expect(pinOf('another-secret-that-is-random', 'room-1')).not.toBe(pins[1]);
});

test('credentials are address, alias and PIN, and nothing of the person', () => {
  const minted = mintPexipCredentials(joining, request);
  expect(minted).toEqual({
    url: 'https://node.test',
    alias: 'room-1',
    pin: pinOf(secret, 'room-1'),
    participant: 'person-1',
    directMedia: false,
  });
  expect(JSON.stringify(minted)).not.toContain('a-telling-key');
  expect(JSON.stringify(minted)).not.toContain(secret);
});

test.each([
  ['never', false],
  ['best_effort', true],
  ['always', true],
])('direct media as the VMR has it: %s', (directMedia, expected) => {
  expect(mintPexipCredentials({ ...joining, directMedia }, request).directMedia).toBe(expected);
});
