import type { BackendContext, CredentialsRequest } from '@patchbay/contract';
import { signJwt } from './vonage-jwt.ts';
import type { VonageAccess } from './vonage-rest.ts';

/**
 * What the client half joins with: a token for one session that says who connects, in data that Vonage hands to everybody
 * in it and to webhooks. Both are opaque keys. Longer than a day is cut to a day.
 */
export function mintVonageCredentials(
  { applicationId, privateKey, emulatorUrl, proxyUrl = emulatorUrl }: VonageAccess,
  { room, participant, userKey, ttlSeconds }: CredentialsRequest,
  { now, randomId }: Pick<BackendContext, 'now' | 'randomId'>,
) {
  const iat = Math.floor(now() / 1000);
  const claims = {
    application_id: applicationId,
    sub: 'video',
    scope: 'session.connect',
    acl: { paths: { '/session/**': {} } },
    session_id: room,
    role: 'publisher',
    initial_layout_class_list: '',
    connection_data: JSON.stringify({ participant, userKey }),
    jti: randomId(),
    iat,
    exp: iat + Math.min(Math.max(1, Math.ceil(ttlSeconds)), 24 * 60 * 60),
  };
  const token = signJwt(claims, privateKey);
  return { applicationId, sessionId: room, token, ...(proxyUrl && { proxyUrl }) };
}
