import { readAnswersOf, type VendorObject } from '@patchbay/contract';
import { fail } from '../agora-errors.ts';

export type AgoraAccess = Readonly<Record<'customerId' | 'customerSecret', string>> & {
  /** Base address of the emulator; Agora's own when it is not there. */
  readonly emulatorUrl: string | undefined;
};

export const { garbage, objectOf } = readAnswersOf('agora', 'Agora');

/** Asks for a path below Agora's address: by GET, or, with a body, by POST. */
export type AgoraRest = (path: string, body?: object) => Promise<VendorObject>;

/** Plain REST: HTTP Basic, JSON in and out. */
export function createAgoraRest(access: AgoraAccess, request: typeof fetch): AgoraRest {
  const base = access.emulatorUrl?.replace(/\/+$/, '') ?? 'https://api.agora.io';
  const pair = `${access.customerId}:${access.customerSecret}`;
  const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  const headers = { authorization, accept: 'application/json', 'content-type': 'application/json' };

  return async (path, body) => {
    const content = body && { method: 'POST', body: JSON.stringify(body) };
    const response = await request(base + path, { headers, redirect: 'error', ...content });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw errorOf(response.status);
    return objectOf(answer);
  };
}

/** Agora says `{ message }` in words of its own; the status alone is documented. */
function errorOf(status: number) {
  const told = { vendorCode: String(status), retryable: status >= 500 || status === 429 };
  if (status === 401 || status === 403)
    return fail('credentials-rejected', 'Agora refused the customer id or secret.', told);
  if (status === 404) return fail('room-not-found', 'Agora knows no such project or channel.', told);
  if (told.retryable) return fail('provider-failure', 'Agora failed. Try again.', told);
  return fail('invalid-argument', 'Agora refused a name or a setting.', told);
}
