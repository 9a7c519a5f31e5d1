import { createHmac } from 'node:crypto';
import type { BackendContext, CredentialsRequest } from '@patchbay/contract';
import type { TwilioAccess } from './twilio-rest.ts';

const longestSeconds = 24 * 60 * 60;
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * What the client half joins with: an access token for one room and one opaque identity. Twilio carries nothing else of a
 * person, so `userKey` stays out of it; the browsers tell each other. Longer than a day is cut to a day.
 */
export function mintTwilioCredentials(
  { accountSid: sub, apiKeySid: iss, apiKeySecret, emulatorUrl }: TwilioAccess,
  { room, participant: identity, ttlSeconds }: CredentialsRequest,
  { now, randomId }: Pick<BackendContext, 'now' | 'randomId'>,
): { readonly token: string; readonly room: string; readonly signalling?: string } {
  const iat = Math.floor(now() / 1000);
  const exp = iat + Math.min(Math.max(1, Math.ceil(ttlSeconds)), longestSeconds);
  // Twilio's own helper takes the second for an id, which two tokens may share.
  const claims = { jti: `${iss}-${randomId()}`, iss, sub, iat, exp, grants: { identity, video: { room } } };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' })}.${encode(claims)}`;
  const token = `${signed}.${createHmac('sha256', apiKeySecret).update(signed).digest('base64url')}`;
  const signalling = emulatorUrl?.replace(/^http/, 'ws').replace(/\/*$/, '/signaling');
  return { token, room, ...(signalling && { signalling }) };
}
