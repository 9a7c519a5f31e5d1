import { createPrivateKey, type KeyObject } from 'node:crypto';
import { type BackendContext, isVideoError, type VideoErrorCode } from '@patchbay/contract';
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

/** An object of Vonage's, as it came: read it with `textOf` and `listOf`. */
export type VonageResource = Readonly<Record<string, unknown>>;

/** Asks for a path of the Video API. What has no body answers with an empty object. */
export interface VonageRest {
  get(path: string): Promise<VonageResource>;
  post(path: string, body: VonageResource): Promise<VonageResource>;
  remove(path: string): Promise<void>;
  createSession(form: Readonly<Record<string, string>>): Promise<string>;
  askInsights(query: string): Promise<VonageResource>;
}

const tokenSeconds = 300;

/** Plain REST, each call with a token of its own. Paths are below the application's project. */
export function createVonageRest(
  access: VonageAccess,
  { fetch, now, randomId }: Pick<BackendContext, 'fetch' | 'now' | 'randomId'>,
): VonageRest {
  const { applicationId, privateKey } = access;
  const emulator = access.emulatorUrl?.replace(/\/+$/, '');
  const api = emulator ?? 'https://video.api.vonage.com';
  const insights = `${emulator ?? 'https://tools.vonage.com'}/video/insights-api/graphql`;
  const project = `${api}/v2/project/${encodeURIComponent(applicationId)}`;

  const ask = async (url: string, init: RequestInit = {}): Promise<unknown> => {
    const iat = Math.floor(now() / 1000);
    const claims = { application_id: applicationId, iat, exp: iat + tokenSeconds, jti: randomId() };
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${signJwt(claims, privateKey)}`);
    headers.set('accept', 'application/json');
    const response = await fetch(url, { ...init, headers });
    if (!response.ok) throw errorOf(response);
    const text = await response.text();
    return text === '' ? {} : parse(text);
  };
  const send = (url: string, body: VonageResource) => {
    const headers = { 'content-type': 'application/json' };
    return ask(url, { method: 'POST', headers, body: JSON.stringify(body) });
  };

  return {
    get: async (path) => resourceOf(await ask(project + path)),
    post: async (path, body) => resourceOf(await send(project + path, body)),
    remove: async (path) => void (await ask(project + path, { method: 'DELETE' })),
    createSession: async (form) => {
      const made = await ask(`${api}/session/create`, { method: 'POST', body: new URLSearchParams(form) });
      return textOf(resourceOf(Array.isArray(made) ? made[0] : undefined), 'session_id');
    },
    askInsights: async (query) => resourceOf(await send(insights, { query })),
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
  throw fail(
    'invalid-argument',
    'The setting privateKey is no RSA key in PEM. Paste the file of the application.',
  );
}

/** The text under that name, which Vonage promises. */
export function textOf(resource: VonageResource, name: string): string {
  const value = resource[name];
  if (typeof value === 'string' && value !== '') return value;
  throw garbage();
}

/** The list under that name. */
export function listOf(resource: VonageResource, name: string): readonly VonageResource[] {
  const value = resource[name];
  if (Array.isArray(value)) return value.map(resourceOf);
  throw garbage();
}

export function resourceOf(value: unknown): VonageResource {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw garbage();
}

/** Undefined when the session, the connection or the archive is not there. */
export async function unlessGone<Value>(asking: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (isVideoError(error) && error.code === 'room-not-found') return undefined;
    throw error;
  }
}

const codes: Readonly<Record<number, readonly [VideoErrorCode, string]>> = {
  400: ['invalid-argument', 'Vonage refused a name or a setting.'],
  401: [
    'credentials-rejected',
    'Vonage refused the token: check the application id, the private key and the clock.',
  ],
  403: [
    'credentials-rejected',
    'Vonage refused the token: check the application id, the private key and the clock.',
  ],
  404: ['room-not-found', 'Vonage knows no such session, or nobody is in it.'],
  409: ['not-allowed', 'Vonage cannot do that now: the session is relayed, or recorded already.'],
};

function errorOf({ status }: Response) {
  const [code, message] = codes[status] ?? ['provider-failure', 'Vonage failed. Try again.'];
  return fail(code, message, { vendorCode: String(status), retryable: status >= 500 || status === 429 });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw garbage();
  }
}

export const garbage = () =>
  fail('provider-failure', 'Vonage answered something else than was asked for.', { retryable: true });
