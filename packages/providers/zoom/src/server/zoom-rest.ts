import { type BackendContext, parseJson, readAnswersOf, type VendorObject } from '@patchbay/contract';
import { signZoomToken, type ZoomAccess } from './zoom-tokens.ts';

export const { listOf, objectOf, refusal, textOf, timeOf } = readAnswersOf('zoom', 'Zoom');

/** Asks for a path below `/videosdk`. Resolves to an empty object where there is no answer. */
export type ZoomRest = (path: string, method?: 'PUT' | 'PATCH', body?: object) => Promise<VendorObject>;

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
    const { code } = Object(answer) as VendorObject;
    // What Zoom's own number means differs from call to call: the status decides.
    if (!response.ok) throw refusal(response.status, typeof code === 'number' ? String(code) : undefined);
    return objectOf(answer);
  };
}

/** All pages of a list; Zoom gives at most 300 at a time. */
export async function listAll(rest: ZoomRest, path: string, query: Readonly<Record<string, string>>) {
  const found: VendorObject[] = [];
  for (let next = ''; ;) {
    const page = new URLSearchParams({ ...query, page_size: '300', ...(next && { next_page_token: next }) });
    const answer = await rest(`${path}?${page}`);
    // The last part of the path is the name of the list.
    found.push(...listOf(answer, path.slice(path.lastIndexOf('/') + 1)));
    const token = answer['next_page_token'];
    if (typeof token !== 'string' || token === '' || token === next) return found;
    next = token;
  }
}

/** The path of a session. Zoom wants ids with `/` or `+` in them encoded twice. */
export function pathOf(session: VendorObject): string {
  const id = textOf(session, 'id');
  const once = encodeURIComponent(id);
  return `sessions/${/[/+]/.test(id) ? encodeURIComponent(once) : once}`;
}
