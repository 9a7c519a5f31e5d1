import type { ConsultId, ProviderId } from '@patchbay/contract';
import type { SignedText } from './signed-text.ts';

/** For whom a browser may report presence: one participant of one consult on one provider. */
export interface MeteringSubject {
  readonly consultId: ConsultId;
  readonly provider: ProviderId;
  /** The opaque participant id. */
  readonly participant: string;
  /** Milliseconds since the Unix epoch; nobody joined with this token before. */
  readonly issuedAt: number;
}

export type MeteringTokenVerdict =
  | { readonly valid: true; readonly subject: MeteringSubject }
  | { readonly valid: false; readonly reason: 'token-invalid' | 'token-expired' };

export interface MeteringTokens {
  mint(subject: MeteringSubject, ttlSeconds: number): Promise<string>;
  read(token: string): Promise<MeteringTokenVerdict>;
}

export const createMeteringTokens = (signed: SignedText): MeteringTokens => ({
  mint: ({ consultId, provider, participant, issuedAt }, ttlSeconds) =>
    signed.sign([consultId, provider, participant, issuedAt], ttlSeconds),
  read: async (token) => {
    const verdict = await signed.verify(token);
    if (!verdict.valid) return verdict;
    const [consultId, provider, participant, issuedAt] = Array.isArray(verdict.value) ? verdict.value : [];
    return typeof consultId === 'string' &&
      typeof provider === 'string' &&
      typeof participant === 'string' &&
      typeof issuedAt === 'number'
      ? { valid: true, subject: { consultId, provider, participant, issuedAt } }
      : { valid: false, reason: 'token-invalid' };
  },
});
