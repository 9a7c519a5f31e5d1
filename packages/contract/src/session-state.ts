/**
 * `idle → joining → joined ⇄ reconnecting → left | failed`. A join that fails goes from `joining` to `failed`; a session
 * that has ended stays ended: make a new one from a new ticket.
 */
export type SessionState = 'idle' | 'joining' | 'joined' | 'reconnecting' | 'left' | 'failed';
