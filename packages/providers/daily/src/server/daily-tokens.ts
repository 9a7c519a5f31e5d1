import { createHmac } from 'node:crypto';
import type { CredentialsRequest } from '@patchbay/contract';
import type { DailyAccess } from './daily-rest.ts';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * What the client half joins with: a meeting token for one room and one opaque user id, signed here with the API key as Daily
 * documents for self-signed tokens. It only lets in: who is in the room stays when it expires.
 */
export function mintDailyCredentials(
  { apiKey, emulatorUrl }: DailyAccess,
  domain: { readonly id: string; readonly name: string },
  { room, participant, ttlSeconds }: CredentialsRequest,
  now: number,
): { readonly url: string; readonly token: string; readonly callMachine?: string } {
  const iat = Math.floor(now / 1000);
  const claims = {
    r: room,
    d: domain.id,
    ud: participant,
    iat,
    exp: iat + Math.max(1, Math.ceil(ttlSeconds)),
  };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  const token = `${signed}.${createHmac('sha256', apiKey).update(signed).digest('base64url')}`;
  const emulator = emulatorUrl?.replace(/\/+$/, '');
  const url = `${emulator ?? `https://${domain.name}.daily.co`}/${encodeURIComponent(room)}`;
  return { url, token, ...(emulator !== undefined && { callMachine: `${emulator}/call-machine` }) };
}
