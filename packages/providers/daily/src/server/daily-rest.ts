import { type BackendContext, isVendorObject, readAnswersOf, type VendorObject } from '@patchbay/contract';
import { dailyErrors, fail } from '../daily-errors.ts';

export interface DailyAccess {
  readonly apiKey: string;
  /** Base address of the emulator; Daily's own when it is not there. */
  readonly emulatorUrl: string | undefined;
}

export const { garbage, listOf, objectOf, textOf } = readAnswersOf('daily', 'Daily');

export type DailyRest = (
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
) => Promise<VendorObject>;

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
    return objectOf(answer);
  };
}

/** Undefined for somebody without a token of ours; `hipaa` is what HIPAA mode says in place of an id that is no UUID. */
export const userOf = (id: unknown) => (typeof id === 'string' && id !== 'hipaa' ? id : undefined);

/** `{ error, info }`; `info` is free text, which may repeat what was sent. */
function errorOf(status: number, answer: unknown) {
  const vendorCode =
    isVendorObject(answer) && typeof answer['error'] === 'string' ? answer['error'] : String(status);
  if (status === 404) return fail('room-not-found', 'Daily knows no such room.', { vendorCode });
  const byStatus = status === 401 ? 'authentication-error' : status === 403 ? 'forbidden-error' : '';
  const known = dailyErrors.get(vendorCode) ?? dailyErrors.get(byStatus);
  const [code, message, retryable] = known ?? ['provider-failure', 'Daily failed. Try again.', true];
  return fail(code, message, { vendorCode, retryable });
}
