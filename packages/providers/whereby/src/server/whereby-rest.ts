import { isVideoError } from '@patchbay/contract';
import { fail, wherebyError } from '../whereby-errors.ts';

export interface WherebyAccess {
  readonly apiKey: string;
  /** Base address of the emulator; Whereby's own when it is not there. */
  readonly emulatorUrl: string | undefined;
}

/** An object of Whereby's, as it came: read it with `textOf` and `listOf`. */
export type WherebyResource = Readonly<Record<string, unknown>>;

export interface WherebyRest {
  get(path: string): Promise<WherebyResource>;
  post(path: string, body: object): Promise<WherebyResource>;
  delete(path: string): Promise<void>;
}

/** REST v1 with a key: JSON in, JSON out. */
export function createWherebyRest(
  { apiKey, emulatorUrl = 'https://api.whereby.dev' }: WherebyAccess,
  fetch: typeof globalThis.fetch,
): WherebyRest {
  const base = `${emulatorUrl.replace(/\/+$/, '')}/v1`;
  const ask = async (path: string, given: RequestInit): Promise<Response> => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const response = await fetch(base + path, { headers, redirect: 'error', ...given });
    if (!response.ok)
      throw wherebyError(String(response.status), await response.text().catch(() => undefined));
    return response;
  };
  const read = async (answer: Promise<Response>): Promise<WherebyResource> => {
    const response = await answer;
    const body: unknown = await response.json().catch(() => undefined);
    return isResource(body) ? body : Promise.reject(garbage());
  };
  return {
    get: (path) => read(ask(path, {})),
    post: (path, body) => read(ask(path, { method: 'POST', body: JSON.stringify(body) })),
    delete: async (path) => void (await ask(path, { method: 'DELETE' })),
  };
}

/** The text under that name, which Whereby's schema promises. */
export function textOf(resource: WherebyResource, name: string): string {
  const value = resource[name];
  if (typeof value === 'string' && value !== '') return value;
  throw garbage();
}

/** All pages of a list: the path is asked again with the cursor of each answer until there is none. */
export async function listOf(
  rest: Pick<WherebyRest, 'get'>,
  path: string,
): Promise<readonly WherebyResource[]> {
  const all: WherebyResource[] = [];
  for (let cursor: unknown = ''; typeof cursor === 'string';) {
    const page = await rest.get(cursor === '' ? path : `${path}&cursor=${encodeURIComponent(cursor)}`);
    const { results } = page;
    if (!Array.isArray(results) || !results.every(isResource)) throw garbage();
    all.push(...results);
    cursor = page['cursor'] === cursor ? undefined : page['cursor'] || undefined;
  }
  return all;
}

/** Undefined when what was asked for is not there. */
export async function unlessGone<Value>(asking: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (isVideoError(error) && error.code === 'room-not-found') return undefined;
    throw error;
  }
}

const isResource = (value: unknown): value is WherebyResource =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const garbage = () =>
  fail('provider-failure', 'Whereby answered something else than was asked for.', { retryable: true });
