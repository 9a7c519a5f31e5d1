import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { TwilioAccount } from './twilio-account.ts';
import type { TwilioErrorCode } from './twilio-errors.ts';
import { decodeJson } from '../parse-json.ts';

const header = z.looseObject({
  alg: z.literal('HS256'),
  typ: z.literal('JWT'),
  cty: z.literal('twilio-fpa;v=1'),
});
const issuer = z.looseObject({ iss: z.string(), sub: z.string() });
const times = z.looseObject({ exp: z.number(), nbf: z.number().optional(), iat: z.number().optional() });
const grants = z.looseObject({
  grants: z.looseObject({
    identity: z.string().min(1).max(128),
    video: z.looseObject({ room: z.string().min(1).optional() }),
  }),
});

export type TokenVerdict =
  | { readonly identity: string; /** Name or SID; undefined for any. */ readonly room: string | undefined }
  | { readonly code: TwilioErrorCode };

/** As Twilio checks an access token, with the error that it gives for what is wrong first. */
export function checkTwilioToken(token: unknown, account: TwilioAccount, now: number): TokenVerdict {
  const parts = typeof token === 'string' ? token.split('.') : [];
  const [head, body, signature] = parts;
  if (!head || !body || !signature || parts.length !== 3) return { code: 20101 };
  const [headValue, claims] = [decodeJson(head), decodeJson(body)];
  if (claims === undefined) return { code: 20101 };
  if (!header.safeParse(headValue).success) return { code: 20102 };
  const expected = createHmac('sha256', account.apiKeySecret).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { code: 20107 };
  const issued = issuer.safeParse(claims);
  if (issued.data?.iss !== account.apiKeySid || issued.data.sub !== account.accountSid)
    return { code: 20103 };
  const timed = times.safeParse(claims);
  if (!timed.success || timed.data.exp * 1000 <= now) return { code: 20104 };
  if ((timed.data.nbf ?? 0) * 1000 > now) return { code: 20105 };
  const granted = grants.safeParse(claims);
  if (!granted.success) return { code: 20106 };
  const { identity, video } = granted.data.grants;
  return { identity, room: video.room };
}
