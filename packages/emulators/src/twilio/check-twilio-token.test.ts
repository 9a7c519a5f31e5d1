import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkTwilioToken } from './check-twilio-token.ts';
import { createTwilioAccount } from './twilio-account.ts';

const account = createTwilioAccount();
const now = 1_700_000_000_000;
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = { alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' };
const claims = {
  iss: account.apiKeySid,
  sub: account.accountSid,
  exp: now / 1000 + 60,
  grants: { identity: 'person-1', video: { room: 'room-1' } },
};

function sign(head: unknown, body: unknown, secret = account.apiKeySecret): string {
  const signed = `${encode(head)}.${encode(body)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

describe('an access token', () => {
  test('says who may join which room', () => {
    expect(checkTwilioToken(sign(header, claims), account, now)).toEqual({
      identity: 'person-1',
      room: 'room-1',
    });
  });

  test('may leave the room open', () => {
    const open = { ...claims, grants: { identity: 'person-1', video: {} } };
    expect(checkTwilioToken(sign(header, open), account, now)).toEqual({
      identity: 'person-1',
      room: undefined,
    });
  });

  test.each([
    ['nothing', undefined, 20101],
    ['no token', 'token', 20101],
    ['four parts', 'a.b.c.d', 20101],
    ['no JSON', 'e30.e.e', 20101],
    ['another algorithm', sign({ ...header, alg: 'none' }, claims), 20102],
    ['another content', sign({ ...header, cty: 'twilio-fpa;v=2' }, claims), 20102],
    ['another key', sign(header, { ...claims, iss: 'SK0' }), 20103],
    ['another account', sign(header, { ...claims, sub: 'AC0' }), 20103],
    ['a time that is up', sign(header, { ...claims, exp: now / 1000 }), 20104],
    ['no time', sign(header, { ...claims, exp: undefined }), 20104],
    ['a time to come', sign(header, { ...claims, nbf: now / 1000 + 1 }), 20105],
    ['no grants', sign(header, { ...claims, grants: undefined }), 20106],
    ['no video grant', sign(header, { ...claims, grants: { identity: 'person-1' } }), 20106],
    ['nobody', sign(header, { ...claims, grants: { identity: '', video: {} } }), 20106],
    ['another secret', sign(header, claims, 'another'), 20107],
    ['half a signature', sign(header, claims).slice(0, -10), 20107],
  ])('with %s is refused as the vendor does', (_name, token, code) => {
    expect(checkTwilioToken(token, account, now)).toEqual({ code });
  });
});
