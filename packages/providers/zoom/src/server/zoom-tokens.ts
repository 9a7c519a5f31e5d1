import { createHmac } from 'node:crypto';
import type { CredentialsRequest } from '@patchbay/contract';

/** The SDK key signs sessions, the API key signs REST. */
export interface ZoomAccess extends Readonly<
  Record<'sdkKey' | 'sdkSecret' | 'apiKey' | 'apiSecret', string>
> {
  /** Base address of the stand-in; Zoom's own when it is not there. */
  readonly emulatorUrl: string | undefined;
}

const [shortestSeconds, longestSeconds] = [30 * 60, 48 * 60 * 60];
/** Zoom's clock may be behind ours, and it takes no token from the future. */
const earlierSeconds = 30;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Zoom signs all its tokens by HS256: the ones of sessions and the ones of REST. */
export function signZoomToken(claims: object, secret: string): string {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** Good for one session and one opaque key. Nobody needs to be a host: the server ends sessions and removes people. */
export function mintZoomCredentials(
  { sdkKey, sdkSecret, emulatorUrl }: ZoomAccess,
  { room, participant, ttlSeconds }: CredentialsRequest,
  now: () => number,
) {
  const iat = Math.floor(now() / 1000) - earlierSeconds;
  const lifetime = Math.ceil(ttlSeconds) + earlierSeconds;
  const exp = iat + Math.min(Math.max(lifetime, shortestSeconds), longestSeconds);
  const about = { app_key: sdkKey, role_type: 0, tpc: room, version: 1, session_key: room };
  // Media by WebRTC, whose video elements we can show; WebAssembly paints into canvases.
  const media = { video_webrtc_mode: 1, audio_webrtc_mode: 1 };
  const token = signZoomToken({ ...about, user_key: participant, ...media, iat, exp }, sdkSecret);
  return { token, session: room, ...(emulatorUrl && { webEndpoint: new URL(emulatorUrl).host }) };
}
