import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { DailyAccount } from './daily-account.ts';
import { decodeJson } from '../parse-json.ts';

/** The fatal error types of daily-js 0.92.2 that a call can be refused or ended with. */
export type DailyErrorType =
  | 'ejected'
  | 'nbf-room'
  | 'nbf-token'
  | 'exp-room'
  | 'exp-token'
  | 'no-room'
  | 'meeting-full'
  | 'end-of-life'
  | 'not-allowed'
  | 'connection-error';

const claims = z.looseObject({
  d: z.string(),
  r: z.string().optional(),
  ud: z.string().optional(),
  exp: z.number().optional(),
  nbf: z.number().optional(),
});

export type TokenVerdict = { readonly userId: string | undefined } | { readonly type: DailyErrorType };

/** As Daily checks a meeting token that was signed with the API key. */
export function checkDailyToken(
  token: unknown,
  room: string,
  account: DailyAccount,
  now: number,
): TokenVerdict {
  const [head, body, signature, ...rest] = typeof token === 'string' ? token.split('.') : [];
  if (!head || !body || !signature || rest.length > 0) return { type: 'not-allowed' };
  const expected = createHmac('sha256', account.apiKey).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { type: 'not-allowed' };
  const { data } = claims.safeParse(decodeJson(body));
  if (data?.d !== account.domainId) return { type: 'not-allowed' };
  // Without a room it is good for all of the domain.
  if (data.r !== undefined && data.r !== room) return { type: 'not-allowed' };
  if (data.exp !== undefined && data.exp * 1000 <= now) return { type: 'exp-token' };
  if (data.nbf !== undefined && data.nbf * 1000 > now) return { type: 'nbf-token' };
  return { userId: data.ud };
}
