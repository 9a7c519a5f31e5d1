import { createHmac, randomInt } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { CredentialsRequest, Json } from '@patchbay/contract';
import { screenUidOf } from '../agora-uids.ts';
import { uidOf } from './agora-people.ts';

export type AgoraIssuer = Readonly<Record<'appId' | 'appCertificate', string>> & {
  readonly proxyServer: string | undefined;
  readonly now: () => number;
};

const longestSeconds = 24 * 60 * 60;
const rtcService = 1;
/** Join, and publish sound, pictures and data. */
const privileges = [1, 2, 3, 4];

/**
 * What the client half joins with: a token for the person, and one for the second client that sends their screen. Agora
 * carries nothing else of a person, so `userKey` stays out of it. Longer than a day is cut to a day.
 */
export function mintAgoraCredentials(
  issuer: AgoraIssuer,
  { room: channel, participant, ttlSeconds }: CredentialsRequest,
): Json {
  const { appId, proxyServer } = issuer;
  const seat = (uid: number) => ({ uid, token: mintAgoraToken(issuer, { channel, uid, ttlSeconds }) });
  const uid = uidOf(participant);
  const person = { appId, channel, ...seat(uid), screen: seat(screenUidOf(uid)) };
  return proxyServer === undefined ? person : { ...person, proxyServer };
}

/** An AccessToken2, "007". Agora's own agora-token 2.0.6 takes no clock; it reads these in the tests. */
export function mintAgoraToken(
  { appId, appCertificate, now }: AgoraIssuer,
  grant: { readonly channel: string; readonly uid: number; readonly ttlSeconds: number },
): string {
  const issuedAt = Math.floor(now() / 1000);
  const expiresIn = Math.min(Math.max(1, Math.ceil(grant.ttlSeconds)), longestSeconds);
  const salt = randomInt(1, 100_000_000);
  const granted = privileges.flatMap((privilege) => [short(privilege), whole(expiresIn)]);
  const head = [text(appId), ...[issuedAt, expiresIn, salt].map(whole), short(1)];
  const service = [short(rtcService), short(privileges.length), ...granted];
  const signed = Buffer.concat([...head, ...service, text(grant.channel), text(String(grant.uid))]);
  const issueKey = createHmac('sha256', whole(issuedAt)).update(appCertificate).digest();
  const key = createHmac('sha256', whole(salt)).update(issueKey).digest();
  const signature = createHmac('sha256', key).update(signed).digest();
  const content = Buffer.concat([short(signature.length), signature, signed]);
  return `007${deflateSync(content).toString('base64')}`;
}

/** Numbers are little-endian. */
const short = (value: number): Buffer => Buffer.of(value & 0xff, value >>> 8);
const whole = (value: number): Buffer => Buffer.concat([short(value & 0xffff), short(value >>> 16)]);
const text = (value: string): Buffer => Buffer.concat([short(Buffer.byteLength(value)), Buffer.from(value)]);
