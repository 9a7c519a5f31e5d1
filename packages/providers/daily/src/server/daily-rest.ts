import { type BackendContext, isVideoError } from '@patchbay/contract';
import { dailyErrors, fail } from '../daily-errors.ts';

export interface DailyAccess {
  readonly apiKey: string;
  /** Base address of the emulator; Daily's own when it is not there. */
  readonly emulatorUrl: string | undefined;
}

/** An object of Daily's, as it came: read it with `textOf` and `listOf`. */
export type DailyResource = Readonly<Record<string, unknown>>;
export type DailyRest = (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
) => Promise<DailyResource>;

/** Plain REST: a bearer key, JSON in and out. */
export function createDailyRest(
  { apiKey, emulatorUrl }: DailyAccess,
  fetch: BackendContext['fetch'],
): DailyRest {
  const base = `${emulatorUrl?.replace(/\/+$/, '') ?? 'https://api.daily.co'}/v1`;
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  return async (method, path, body) => {
    const content = body && { body: JSON.stringify(body) };
    const response = await fetch(base + path, { method, headers, redirect: 'error', ...content });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw errorOf(response.status, answer);
    if (isResource(answer)) return answer;
    throw garbage();
  };
}

/** The text under that name, which Daily's schema promises. */
export function textOf(resource: DailyResource, name: string): string {
  const value = resource[name];
  if (typeof value === 'string' && value !== '') return value;
  throw garbage();
}

/** The list under that name. */
export function listOf(resource: DailyResource, name: string): readonly DailyResource[] {
  const value = resource[name];
  if (Array.isArray(value) && value.every(isResource)) return value;
  throw garbage();
}

/** Undefined for somebody without a token of ours; `hipaa` is what HIPAA mode says in place of an id that is no UUID. */
export const userOf = (id: unknown) => (typeof id === 'string' && id !== 'hipaa' ? id : undefined);

/** Undefined when there is no such room. */
export const unlessGone = <Value>(asking: Promise<Value>): Promise<Value | undefined> =>
  asking.catch((error: unknown) => {
    if (isVideoError(error) && error.code === 'room-not-found') return undefined;
    throw error;
  });

export const isResource = (value: unknown): value is DailyResource =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `{ error, info }`; `info` is free text, which may repeat what was sent. */
function errorOf(status: number, answer: unknown) {
  const vendorCode =
    isResource(answer) && typeof answer['error'] === 'string' ? answer['error'] : String(status);
  if (status === 404) return fail('room-not-found', 'Daily knows no such room.', { vendorCode });
  const byStatus = status === 401 ? 'authentication-error' : status === 403 ? 'forbidden-error' : '';
  const known = dailyErrors.get(vendorCode) ?? dailyErrors.get(byStatus);
  const [code, message, retryable] = known ?? ['provider-failure', 'Daily failed. Try again.', true];
  return fail(code, message, { vendorCode, retryable });
}

export const garbage = () =>
  fail('provider-failure', 'Daily answered something else than was asked for.', { retryable: true });
