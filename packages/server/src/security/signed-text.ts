import { errors, jwtVerify, SignJWT } from 'jose';
import type { Json } from '@patchbay/contract';

export type SignedTextVerdict =
  | { readonly valid: true; readonly value: Json }
  | { readonly valid: false; readonly reason: 'token-invalid' | 'token-expired' };

/** Signs values for one audience and reads them back. The text is safe in a URL and in a header; it is not secret. */
export interface SignedText {
  sign(value: Json, ttlSeconds: number): Promise<string>;
  verify(text: string): Promise<SignedTextVerdict>;
}

const issuer = 'patchbay';
const algorithm = 'HS256';

/** JSON Web Tokens under one derived key. `now` in milliseconds since the Unix epoch. */
export function createSignedText(key: Uint8Array, audience: string, now: () => number): SignedText {
  return {
    sign: (value, ttlSeconds) => {
      const seconds = Math.floor(now() / 1000);
      return new SignJWT({ value })
        .setProtectedHeader({ alg: algorithm })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + Math.ceil(ttlSeconds))
        .sign(key);
    },
    verify: async (text) => {
      try {
        const { payload } = await jwtVerify<{ value: Json }>(text, key, {
          issuer,
          audience,
          algorithms: [algorithm],
          requiredClaims: ['exp', 'value'],
          currentDate: new Date(now()),
        });
        return { valid: true, value: payload.value };
      } catch (error) {
        return {
          valid: false,
          reason: error instanceof errors.JWTExpired ? 'token-expired' : 'token-invalid',
        };
      }
    },
  };
}
