import { fail } from '../pexip-errors.ts';

export type PexipAccess = Readonly<Record<'managementUrl' | 'username' | 'password', string>>;
export type PexipRest = ReturnType<typeof createPexipRest>;

/** An object of Pexip's, as it came: read it with `textOf` and `timeOf`. */
export type PexipResource = Readonly<Record<string, unknown>>;
type Filter = Readonly<Record<string, string>>;

/** The Management Node's REST APIs: HTTP Basic, JSON, paths below `/api/admin/` with a slash at their end. */
export function createPexipRest(access: PexipAccess, request: typeof fetch) {
  const base = `${access.managementUrl.replace(/\/+$/, '')}/api/admin/`;
  const authorization = `Basic ${Buffer.from(`${access.username}:${access.password}`).toString('base64')}`;
  const headers = { authorization, accept: 'application/json', 'content-type': 'application/json' };

  const ask = async (method: string, path: string, body?: object): Promise<Response> => {
    const content = body && { body: JSON.stringify(body) };
    const response = await request(base + path, { method, headers, redirect: 'error', ...content });
    if (response.ok) return response;
    throw errorOf(response.status);
  };
  const readPage = async (path: string, filter: Filter) => {
    const response = await ask('GET', `${path}?${new URLSearchParams(filter)}`);
    const { objects, meta } = Object(await response.json().catch(() => undefined)) as PexipResource;
    if (!Array.isArray(objects) || !objects.every(isResource)) throw garbage();
    return { objects, hasMore: typeof Object(meta).next === 'string' && objects.length > 0 };
  };

  return {
    async list(path: string, filter: Filter): Promise<readonly PexipResource[]> {
      const found: PexipResource[] = [];
      for (;;) {
        const page = { limit: '1000', offset: `${found.length}` };
        const { objects, hasMore } = await readPage(path, { ...filter, ...page });
        found.push(...objects);
        if (!hasMore) return found;
      }
    },
    post: (path: string, body: object): Promise<unknown> => ask('POST', path, body),
    remove: (path: string): Promise<unknown> => ask('DELETE', path),
    peek: (path: string): Promise<unknown> => readPage(path, { limit: '1' }),
  };
}

/** The text under that name, which Pexip's schema promises. */
export function textOf(resource: PexipResource, name: string): string {
  const value = resource[name];
  if (typeof value === 'string' && value !== '') return value;
  throw garbage();
}

/** Milliseconds since the Unix epoch. Pexip writes UTC and does not say so. */
export function timeOf(resource: PexipResource, name: string): number {
  const at = Date.parse(textOf(resource, name).replace(/(Z|[+-]\d\d:?\d\d)?$/, (zone) => zone || 'Z'));
  if (Number.isNaN(at)) throw garbage();
  return at;
}

const isResource = (value: unknown): value is PexipResource =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function errorOf(status: number) {
  const options = { vendorCode: String(status), retryable: status >= 500 };
  if (status >= 500) return fail('provider-failure', 'Pexip failed. Try again.', options);
  if (status === 404) return fail('room-not-found', 'There is no such thing at Pexip.', options);
  if (status !== 401 && status !== 403) return fail('invalid-argument', 'Pexip refused a setting.', options);
  return fail('credentials-rejected', 'Pexip refused the management account.', options);
}

const garbage = () =>
  fail('provider-failure', 'Pexip answered something else than was asked for.', { retryable: true });
