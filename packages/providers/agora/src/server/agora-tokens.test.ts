import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { uidOf } from './agora-people.ts';
import { mintAgoraCredentials, mintAgoraToken } from './agora-tokens.ts';

interface OfficialToken {
  /** Texts come as bytes. */
  readonly appId: Buffer;
  readonly issueTs: number;
  readonly expire: number;
  from_string(token: string): boolean;
  verifySignature(appCertificate: string): boolean;
  getServices(type: number): readonly {
    readonly __channel_name: Buffer;
    readonly __uid: Buffer;
    readonly __privileges: Readonly<Record<number, number>>;
  }[];
}
/** The reader of Agora's own agora-token 2.0.6, which it does not export. */
const { AccessToken2 } = createRequire(import.meta.url)('agora-token/src/AccessToken2') as {
  readonly AccessToken2: new () => OfficialToken;
};
const read = (token: string): OfficialToken => {
  const official = new AccessToken2();
  expect(official.from_string(token)).toBe(true);
  return official;
};

const appId = '0123456789abcdef0123456789abcdef';
const appCertificate = 'fedcba9876543210fedcba9876543210';
const issuer = { appId, appCertificate, proxyServer: undefined, now: () => 1_700_000_000_999 };
const grant = { channel: 'room-1', uid: 42, ttlSeconds: 90 };

describe('a token', () => {
  test('is read by Agora’s own library as for one channel and one uid', () => {
    const official = read(mintAgoraToken(issuer, grant));
    expect(String(official.appId)).toBe(appId);
    expect(official).toMatchObject({ issueTs: 1_700_000_000, expire: 90 });
    const [service, ...others] = official.getServices(1);
    expect([String(service?.__channel_name), String(service?.__uid)]).toEqual(['room-1', '42']);
    expect(service?.__privileges).toEqual({ 1: 90, 2: 90, 3: 90, 4: 90 });
    expect(others).toEqual([]);
  });

  test('is signed with the certificate, and no other', () => {
    const official = read(mintAgoraToken(issuer, grant));
    expect(official.verifySignature(appCertificate)).toBe(true);
    expect(official.verifySignature(appCertificate.replace('f', 'e'))).toBe(false);
  });

  test('is another one each time', () => {
    expect(mintAgoraToken(issuer, grant)).not.toBe(mintAgoraToken(issuer, grant));
  });

  test.each([
    [0, 1],
    [0.2, 1],
    [90.4, 91],
    [200_000, 86_400],
  ])('asked for %d seconds lives %d', (ttlSeconds, expire) => {
    expect(read(mintAgoraToken(issuer, { ...grant, ttlSeconds }))).toMatchObject({ expire });
  });
});

describe('the credentials', () => {
  const request = { room: 'room-1', participant: 'participant-1', userKey: 'user-1', ttlSeconds: 60 };

  test('seat a person and, beside them, their screen', () => {
    const credentials = mintAgoraCredentials(issuer, request);
    const uid = uidOf('participant-1');
    expect(credentials).toMatchObject({ appId, channel: 'room-1', uid, screen: { uid: uid + 1 } });
    const { token, screen } = credentials as {
      readonly token: string;
      readonly screen: { readonly token: string };
    };
    expect(String(read(token).getServices(1)[0]?.__uid)).toBe(String(uid));
    expect(String(read(screen.token).getServices(1)[0]?.__uid)).toBe(String(uid + 1));
  });

  test('tell nobody the certificate or the user key', () => {
    const text = JSON.stringify(mintAgoraCredentials(issuer, request));
    expect(text).not.toContain(appCertificate);
    expect(text).not.toContain('user-1');
  });

  test('lead through a proxy where there is one', () => {
    expect(mintAgoraCredentials(issuer, request)).not.toHaveProperty('proxyServer');
    expect(mintAgoraCredentials({ ...issuer, proxyServer: 'proxy.test' }, request)).toMatchObject({
      proxyServer: 'proxy.test',
    });
  });
});

describe('a uid', () => {
  test('is even, not 0, within 32 bits, and always the same for the same person', () => {
    for (let index = 0; index < 1000; index += 1) {
      const uid = uidOf(`participant-${index}`);
      expect(uid % 2).toBe(0);
      expect(uid).toBeGreaterThan(0);
      expect(uid + 1).toBeLessThanOrEqual(0xffff_ffff);
      expect(uidOf(`participant-${index}`)).toBe(uid);
    }
  });
});
