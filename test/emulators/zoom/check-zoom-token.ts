import { jwtVerify } from 'jose';
import { z } from 'zod';
import type { ZoomAccount } from './zoom-account.ts';

/** A session token by Zoom's page on authorization, as shipped with @zoom/videosdk 2.5.0 (skill/references/auth.md). */
const claims = z.object({
  app_key: z.string(),
  role_type: z.union([z.literal(0), z.literal(1)]),
  tpc: z.string().min(1).max(200),
  version: z.literal(1),
  iat: z.number(),
  exp: z.number(),
  user_key: z.string().max(36).optional(),
  session_key: z.string().max(36).optional(),
});

export type ZoomClaims = z.infer<typeof claims>;

/** The claims, or the reason that the SDK rejects a join with. */
export async function checkZoomToken(
  token: string,
  topic: string,
  { sdkKey, sdkSecret }: ZoomAccount,
  now: number,
): Promise<ZoomClaims | string> {
  try {
    const options = { algorithms: ['HS256'], currentDate: new Date(now) };
    const { payload } = await jwtVerify(token, new TextEncoder().encode(sdkSecret), options);
    const read = claims.parse(payload);
    const lifetime = read.exp - read.iat;
    const isSound = read.app_key === sdkKey && lifetime >= 1800 && lifetime <= 48 * 3600;
    return isSound && read.tpc.toLowerCase() === topic.toLowerCase() ? read : 'Verify JWT failed';
  } catch (error) {
    const isExpired = error instanceof Error && 'code' in error && error.code === 'ERR_JWT_EXPIRED';
    return isExpired ? 'The token has expired, is over 2 days old, or is ineffective.' : 'Verify JWT failed';
  }
}
