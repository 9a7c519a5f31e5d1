import { type BackendContext, isVideoError, type VideoErrorCode } from '@patchbay/contract';
import { fail } from '../zoom-errors.ts';
import { signZoomToken } from './zoom-tokens.ts';

/** The SDK key signs sessions, the API key signs REST. */
export interface ZoomAccess extends Readonly<
  Record<'sdkKey' | 'sdkSecret' | 'apiKey' | 'apiSecret', string>
> {
  /** Base address of the stand-in; Zoom's own when it is not there. */
  readonly emulatorUrl: string | undefined;
}

/** An object of Zoom's, as it came. */
export type ZoomResource = Readonly<Record<string, unknown>>;

/** Asks for a path below `/videosdk`. Resolves to an empty object where there is no answer. */
export type ZoomRest = (path: string, method?: 'PUT' | 'PATCH', body?: object) => Promise<ZoomResource>;

/** Plain REST: the official client (@zoom/rivet 0.4.0) encodes every path twice and gets 404 for it. */
export function createZoomRest(
  { apiKey, apiSecret, emulatorUrl }: ZoomAccess,
  { fetch, now }: Pick<BackendContext, 'fetch' | 'now'>,
): ZoomRest {
  const address = `${emulatorUrl?.replace(/\/+$/, '') ?? 'https://api.zoom.us'}/v2/videosdk/`;
  return async (path, method, asked) => {
    const iat = Math.floor(now() / 1000);
    const authorization = `Bearer ${signZoomToken({ iss: apiKey, iat, exp: iat + 120 }, apiSecret)}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const request = method && { method, body: JSON.stringify(asked) };
    // The token is for Zoom alone.
    const response = await fetch(address + path, { headers, redirect: 'error', ...request });
    const answer = parseJson((await response.text()) || '{}');
    if (!response.ok) throw errorOf(response.status, answer);
    if (!isResource(answer)) throw garbage();
    return answer;
  };
}

/** All pages of a list; Zoom gives at most 300 at a time. */
export async function listAll(rest: ZoomRest, path: string, query: Readonly<Record<string, string>>) {
  const found: ZoomResource[] = [];
  for (let next = ''; ;) {
    const page = new URLSearchParams({ ...query, page_size: '300', ...(next && { next_page_token: next }) });
    const answer = await rest(`${path}?${page}`);
    // The last part of the path is the name of the list.
    const list = answer[path.slice(path.lastIndexOf('/') + 1)];
    if (!Array.isArray(list) || !list.every(isResource)) throw garbage();
    found.push(...list);
    const token = answer['next_page_token'];
    if (typeof token !== 'string' || token === '' || token === next) return found;
    next = token;
  }
}

/** The path of a session. Zoom wants ids with `/` or `+` in them encoded twice. */
export function pathOf(session: ZoomResource): string {
  const id = textOf(session, 'id');
  const once = encodeURIComponent(id);
  return `sessions/${/[/+]/.test(id) ? encodeURIComponent(once) : once}`;
}

/** The text under that name, which Zoom's types promise. */
export function textOf(resource: ZoomResource, name: string): string {
  const value = resource[name];
  if (typeof value === 'string' && value !== '') return value;
  throw garbage();
}

/** Undefined when the session, or the person, is gone. */
export const unlessGone = <Value>(asking: Promise<Value>): Promise<Value | undefined> =>
  asking.catch((error: unknown) => {
    if (isVideoError(error) && error.code === 'room-not-found') return undefined;
    throw error;
  });

const isResource = (value: unknown): value is ZoomResource =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const rows: Readonly<Record<number, readonly [VideoErrorCode, string]>> = {
  400: ['invalid-argument', 'Zoom refused a value.'],
  401: ['credentials-rejected', 'Zoom refused the API key or its secret.'],
  403: ['not-allowed', 'The account may not do this. Check its plan and the scopes of the API key.'],
  404: ['room-not-found', 'There is no such session, or it has ended.'],
};

/** Zoom's own number goes along; what it means differs from call to call, so the HTTP status decides. */
function errorOf(status: number, answer: unknown) {
  const { code: number } = Object(answer) as ZoomResource;
  const [code, message] = rows[status] ?? ['provider-failure', 'Zoom failed. Try again.'];
  const vendorCode = String(typeof number === 'number' ? number : status);
  return fail(code, message, { vendorCode, retryable: rows[status] === undefined });
}

export const garbage = () =>
  fail('provider-failure', 'Zoom answered something else than was asked for.', { retryable: true });

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
