import { createHmac, type KeyObject, sign, timingSafeEqual } from 'node:crypto';
import { parseJson } from '@patchbay/contract';

export type VonageClaims = Readonly<Record<string, unknown>>;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** As Vonage wants its tokens: RS256, by the application's private key. */
export function signJwt(claims: VonageClaims, privateKey: KeyObject): string {
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

/** As Vonage signs its webhooks: HS256 and nothing else. Undefined when it is forged, or none. */
export function verifyJwt(token: string, secret: string): VonageClaims | undefined {
  const [header = '', body = '', signature = '', ...rest] = token.split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = createHmac('sha256', secret).update(`${header}.${body}`).digest();
  const isGenuine = given.length === expected.length && timingSafeEqual(given, expected);
  const isAsAgreed = rest.length === 0 && parseObject(header, 'base64url')?.['alg'] === 'HS256';
  return isGenuine && isAsAgreed ? parseObject(body, 'base64url') : undefined;
}

/** Undefined for what is no object in JSON. */
export function parseObject(text: string, encoding: BufferEncoding = 'utf8'): VonageClaims | undefined {
  const value = parseJson(Buffer.from(text, encoding).toString('utf8'));
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}
