import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { VonageAccount } from './vonage-account.ts';

const clientClaims = z.looseObject({
  scope: z.literal('session.connect'),
  sub: z.literal('video'),
  session_id: z.string(),
  role: z.enum(['publisher', 'subscriber', 'moderator']),
  connection_data: z.string().max(1000).default(''),
  acl: z.looseObject({ paths: z.record(z.string(), z.unknown()) }),
  jti: z.string(),
  exp: z.number(),
});

export type ClientToken = z.infer<typeof clientClaims>;
export type TokenRefusal = 'invalid' | 'expired';

/** Claims of what the application's key has signed and is not past its time. */
async function verified(token: string, account: VonageAccount, now: number) {
  try {
    const { payload } = await jwtVerify(token, account.publicKey, {
      algorithms: ['RS256'],
      currentDate: new Date(now),
      requiredClaims: ['application_id', 'iat', 'jti', 'exp'],
    });
    return payload['application_id'] === account.applicationId ? payload : 'invalid';
  } catch (error) {
    return error instanceof errors.JWTExpired ? 'expired' : 'invalid';
  }
}

/** Whether a server may ask. */
export async function checkServerToken(header: string | undefined, account: VonageAccount, now: number) {
  const [, token] = /^Bearer (.+)$/.exec(header ?? '') ?? [];
  return token !== undefined && typeof (await verified(token, account, now)) === 'object';
}

/** Whether a browser may connect to this session, and as whom. */
export async function checkClientToken(
  token: string | undefined,
  sessionId: string,
  account: VonageAccount,
  now: number,
): Promise<ClientToken | TokenRefusal> {
  const claims = await verified(token ?? '', account, now);
  if (typeof claims === 'string') return claims;
  const parsed = clientClaims.safeParse(claims);
  return parsed.success && parsed.data.session_id === sessionId ? parsed.data : 'invalid';
}
