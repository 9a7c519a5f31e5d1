import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { endOfRoomToken, nameRoomToken, roomSecret, signJanusToken } from './janus-tokens.ts';

/** Reads a token as `janus_auth_check_signature_contains` does (Janus 1.1.2, `auth.c`). */
function read(token: string, secret: string, now: number) {
  const [said = '', signature, ...more] = token.split(':');
  const [expiry, realm, ...descriptors] = said.split(',');
  const isSigned = createHmac('sha1', secret).update(said).digest('base64') === signature;
  return { isSigned, isWhole: more.length === 0, isExpired: Number(expiry) < now / 1000, realm, descriptors };
}

describe('a token for Janus', () => {
  const token = signJanusToken('the-secret', 1_795_600_000_999);

  test('opens both plugins, in the core’s realm, until its end in whole seconds', () => {
    expect(read(token, 'the-secret', 1_795_600_000_000)).toEqual({
      isSigned: true,
      isWhole: true,
      isExpired: false,
      realm: 'janus',
      descriptors: ['janus.plugin.videoroom', 'janus.plugin.textroom'],
    });
    expect(token.startsWith('1795600000,')).toBe(true);
    expect(read(token, 'the-secret', 1_795_600_001_000).isExpired).toBe(true);
  });

  test('is signed with the secret, and names nobody', () => {
    expect(read(token, 'another', 0).isSigned).toBe(false);
    expect(token).not.toContain('the-secret');
  });
});

test('a room’s token tells whose it is and when it ends', () => {
  const token = nameRoomToken('person-1', 1_795_600_000_000, 'b1f0-chance');
  expect(token).toBe('person-1.1795600000000.b1f0-chance');
  expect(endOfRoomToken(token)).toBe(1_795_600_000_000);
});

test('a room’s secret is its own, the same on every server, and tells nothing of the one it comes from', () => {
  const secret = roomSecret('the-secret', 'room-1');
  expect(roomSecret('the-secret', 'room-1')).toBe(secret);
  expect(roomSecret('the-secret', 'room-2')).not.toBe(secret);
  expect(roomSecret('another', 'room-1')).not.toBe(secret);
  expect(secret).toMatch(/^[\w-]{43}$/);
});
