import { createHmac, timingSafeEqual } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import type { AccessPointError } from './agora-errors.ts';
import type { AgoraAccount } from './agora-account.ts';

/** Who wants in, and where. */
export interface AgoraSeat {
  readonly channel: string;
  readonly uid: number;
}

const rtcService = 1;
const joinPrivilege = 1;

/**
 * As Agora checks an AccessToken2: `007`, then base64 of the deflated signature, app id, times, salt and services, each
 * number in little-endian order. Undefined when the seat may be taken.
 */
export function checkAgoraToken(
  token: unknown,
  { channel, uid }: AgoraSeat,
  { appId, appCertificate }: AgoraAccount,
  now: number,
): AccessPointError | undefined {
  const fields = typeof token === 'string' ? decode(token) : undefined;
  if (fields?.appId !== appId) return 'invalid-token';
  const issueKey = createHmac('sha256', wholeNumber(fields.issuedAt)).update(appCertificate).digest();
  const key = createHmac('sha256', wholeNumber(fields.salt)).update(issueKey).digest();
  const expected = createHmac('sha256', key).update(fields.signed).digest();
  const { signature } = fields;
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return 'invalid-token';
  const expiresAt = Math.min(fields.expiresIn, fields.joinExpiresIn ?? 0) + fields.issuedAt;
  if (expiresAt * 1000 <= now) return 'token-expired';
  const isTheirs = fields.channel === channel && (fields.uid === String(uid) || fields.uid === '');
  return isTheirs && fields.issuedAt * 1000 <= now + clockSkew ? undefined : 'invalid-token';
}

/** How far the issuer's clock may be ahead, in milliseconds. */
const clockSkew = 60_000;

const wholeNumber = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

function decode(token: string) {
  if (!token.startsWith('007')) return undefined;
  try {
    return read(inflateSync(Buffer.from(token.slice(3), 'base64')));
  } catch {
    return undefined;
  }
}

/** Throws a `RangeError` when it ends too early. */
function read(content: Buffer) {
  let position = 0;
  const step = (size: number): number => {
    position += size;
    return position - size;
  };
  const short = (): number => content.readUInt16LE(step(2));
  const whole = (): number => content.readUInt32LE(step(4));
  const bytes = (): Buffer => {
    const size = short();
    if (position + size > content.length) throw new RangeError('The token ends early.');
    return content.subarray(step(size), position);
  };
  const signature = bytes();
  const signed = content.subarray(position);
  const common = { appId: bytes().toString(), issuedAt: whole(), expiresIn: whole(), salt: whole() };
  const services = short();
  const service = services > 0 ? short() : undefined;
  const privileges = new Map(Array.from({ length: short() }, () => [short(), whole()] as const));
  const [channel, uid] = [bytes().toString(), bytes().toString()];
  const joinExpiresIn = service === rtcService ? privileges.get(joinPrivilege) : undefined;
  return { ...common, signature, signed, channel, uid, joinExpiresIn };
}
