import { isVendorObject, readAnswersOf, type VendorObject } from '@patchbay/contract';
import { wherebyError } from '../whereby-errors.ts';

const { garbage, textOf } = readAnswersOf('whereby', 'Whereby');
export { textOf };

type Method = 'GET' | 'POST' | 'DELETE';

/** Undefined when there is no such thing (404), or nothing to tell (204). */
export type WherebyRest = (how: Method, path: string, body?: object) => Promise<VendorObject | undefined>;

/** REST v1: JSON in, JSON out. `address` is Whereby's own, or an emulator's. */
export function createWherebyRest(
  apiKey: string,
  address: string,
  fetch: typeof globalThis.fetch,
): WherebyRest {
  const base = `${address.replace(/\/+$/, '')}/v1`;
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  return async (method, path, given) => {
    const body = given === undefined ? {} : { body: JSON.stringify(given) };
    const response = await fetch(base + path, { method, headers, redirect: 'error', ...body });
    const { ok, status } = response;
    if (status === 404 || status === 204) return undefined;
    if (!ok) throw wherebyError(String(status), await response.text().catch(() => undefined));
    const answer: unknown = await response.json().catch(() => undefined);
    return isVendorObject(answer) ? answer : Promise.reject(garbage());
  };
}

/** All pages of a list: it is asked for again with the cursor of each answer until there is none. */
export async function listOf(rest: WherebyRest, path: string, query: Readonly<Record<string, string>>) {
  const all: VendorObject[] = [];
  for (let cursor: unknown = {}; cursor;) {
    const further = typeof cursor === 'string' ? { cursor } : {};
    const page = await rest('GET', `${path}?${new URLSearchParams({ ...query, limit: '100', ...further })}`);
    const { results = [], cursor: next } = page ?? {};
    if (!Array.isArray(results) || !results.every(isVendorObject)) throw garbage();
    all.push(...results);
    cursor = next === cursor ? undefined : next;
  }
  return all;
}
