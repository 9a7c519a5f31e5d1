import type { BackendContext, VideoErrorCode } from '@patchbay/contract';
import { fail } from '../zoom-errors.ts';
import { signZoomToken } from './zoom-tokens.ts';

export interface ZoomAccess {
  readonly sdkKey: string;
  readonly sdkSecret: string;
  /** Of the Video SDK API, which has a key of its own. */
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Base address of the stand-in; Zoom's own when it is not there. */
  readonly emulatorUrl: string | undefined;
}

/** An object of Zoom's, as it came: read it with `textOf` and `listOf`. */
export type ZoomResource = Readonly<Record<string, unknown>>;

/** Asks for a path below `/videosdk`; without a method by GET. Resolves to the body, empty where there is none. */
export type ZoomRest = (
  path: string,
  request?: { readonly method: 'PUT' | 'PATCH'; readonly body: object },
) => Promise<ZoomResource>;

const tokenSeconds = 120;

/** Plain REST: the official client (@zoom/rivet 0.4.0) encodes every path twice and gets 404 for it. */
export function createZoomRest(
  { apiKey, apiSecret, emulatorUrl }: ZoomAccess,
  { fetch, now }: Pick<BackendContext, 'fetch' | 'now'>,
): ZoomRest {
  const address = `${emulatorUrl?.replace(/\/+$/, '') ?? 'https://api.zoom.us'}/v2/videosdk/`;
  return async (path, request) => {
    const iat = Math.floor(now() / 1000);
    const token = signZoomToken({ iss: apiKey, iat, exp: iat + tokenSeconds }, apiSecret);
    const response = await fetch(address + path, {
      method: request?.method ?? 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(request && { body: JSON.stringify(request.body) }),
      // The token is for Zoom alone.
      redirect: 'error',
    });
    const text = await response.text();
    const body = text === '' ? {} : parse(text);
    if (response.ok && isResource(body)) return body;
    throw errorOf(response, body);
  };
}

/** All pages of a list; Zoom gives at most 300 at a time. */
export async function listAll(
  rest: ZoomRest,
  path: string,
  query: Readonly<Record<string, string>>,
  name: string,
): Promise<readonly ZoomResource[]> {
  const found: ZoomResource[] = [];
  for (let next = ''; ;) {
    const page = new URLSearchParams({ ...query, page_size: '300', ...(next && { next_page_token: next }) });
    const answer = await rest(`${path}?${page}`);
    found.push(...listOf(answer, name));
    const token = answer['next_page_token'];
    if (typeof token !== 'string' || token === '' || token === next) return found;
    next = token;
  }
}

/** An id as a part of a path. Zoom wants those with `/` or `+` in them encoded twice. */
export function encodeId(id: string): string {
  const once = encodeURIComponent(id);
  return /[/+]/.test(id) ? encodeURIComponent(once) : once;
}

/** The text under that name, which Zoom's types promise. */
export function textOf(resource: ZoomResource, name: string): string {
  const value = resource[name];
  if (typeof value === 'string' && value !== '') return value;
  throw garbage();
}

function listOf(resource: ZoomResource, name: string): readonly ZoomResource[] {
  const value = resource[name];
  if (Array.isArray(value) && value.every(isResource)) return value;
  throw garbage();
}

const isResource = (value: unknown): value is ZoomResource =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const rows: Readonly<Record<number, readonly [VideoErrorCode, string, boolean]>> = {
  400: ['invalid-argument', 'Zoom refused a value.', false],
  401: ['credentials-rejected', 'Zoom refused the API key or its secret.', false],
  403: ['not-allowed', 'The account may not do this. Check its plan and the scopes of the API key.', false],
  404: ['room-not-found', 'There is no such session, or it has ended.', false],
};

/** Zoom's own number goes along; what it means differs from call to call, so the HTTP status decides. */
function errorOf({ ok, status }: Response, body: unknown) {
  if (ok) return garbage();
  const number = isResource(body) && typeof body['code'] === 'number' ? body['code'] : status;
  const [code, message, retryable] = rows[status] ?? ['provider-failure', 'Zoom failed. Try again.', true];
  return fail(code, message, { vendorCode: String(number), retryable });
}

const garbage = () =>
  fail('provider-failure', 'Zoom answered something else than was asked for.', { retryable: true });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
