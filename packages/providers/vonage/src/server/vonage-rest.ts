import { createPrivateKey, type KeyObject } from 'node:crypto';
import { type BackendContext, parseJson, readAnswersOf } from '@patchbay/contract';
import type { VendorObject, VideoErrorCode } from '@patchbay/contract';
import { fail } from '../vonage-errors.ts';
import { signJwt } from './vonage-jwt.ts';

export interface VonageAccess {
  readonly applicationId: string;
  readonly privateKey: KeyObject;
  /** Base address of the emulator; Vonage's own when it is not there. */
  readonly emulatorUrl: string | undefined;
  /** Of Vonage's IP proxy, through which browsers go. */
  readonly proxyUrl: string | undefined;
}

export const { garbage, listOf, objectOf, textOf } = readAnswersOf('vonage', 'Vonage');

type Body = VendorObject | URLSearchParams;

/** Asks for a path of an API: by GET, or, with a body, by POST. No answer at all is an empty object, a list is its first. */
export type VonageRest = (
  api: 'project' | 'session' | 'insights',
  path: string,
  body?: Body,
  method?: 'DELETE',
) => Promise<VendorObject>;

/** Plain REST, each call with a token of its own. */
export function createVonageRest(
  { applicationId, privateKey, emulatorUrl }: VonageAccess,
  { fetch, now, randomId }: Pick<BackendContext, 'fetch' | 'now' | 'randomId'>,
): VonageRest {
  const emulator = emulatorUrl?.replace(/\/+$/, '');
  const video = emulator ?? 'https://video.api.vonage.com';
  const addresses = {
    project: `${video}/v2/project/${encodeURIComponent(applicationId)}`,
    session: `${video}/session`,
    insights: `${emulator ?? 'https://tools.vonage.com'}/video/insights-api`,
  };
  return async (api, path, body, method) => {
    const iat = Math.floor(now() / 1000);
    const claims = { application_id: applicationId, iat, exp: iat + 300, jti: randomId() };
    const headers = new Headers({ authorization: `Bearer ${signJwt(claims, privateKey)}` });
    const isForm = body instanceof URLSearchParams;
    if (body && !isForm) headers.set('content-type', 'application/json');
    const post = body && { method: 'POST', body: isForm ? body : JSON.stringify(body) };
    const response = await fetch(addresses[api] + path, { headers, ...post, ...(method && { method }) });
    if (!response.ok) throw errorOf(response);
    const text = await response.text();
    const answer: unknown = text === '' ? {} : parseJson(text);
    return objectOf(Array.isArray(answer) ? answer[0] : answer);
  };
}

/** From a PEM, also from one whose lines a shell or a `.env` file has joined by `\n`. */
export function readPrivateKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem.replaceAll('\\n', '\n'));
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // Node's message would quote what was given.
  }
  throw fail('invalid-argument', 'The setting privateKey is no RSA key in PEM.');
}

type Row = readonly [VideoErrorCode, string];
const refused: Row = ['credentials-rejected', 'Vonage refused the token: check id, key and clock.'];
const codes: Readonly<Record<number, Row>> = {
  400: ['invalid-argument', 'Vonage refused a name or a setting.'],
  401: refused,
  403: refused,
  404: ['room-not-found', 'Vonage knows no such session, or nobody is in it.'],
  409: ['not-allowed', 'Vonage cannot do that now: the session is relayed, or recorded already.'],
};

function errorOf({ status }: Response) {
  const [code, message] = codes[status] ?? ['provider-failure', 'Vonage failed. Try again.'];
  return fail(code, message, { vendorCode: String(status), retryable: status >= 500 || status === 429 });
}
