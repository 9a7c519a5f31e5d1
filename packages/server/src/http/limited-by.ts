/** What a rate is limited by; each has a limit of its own. */
export type LimitedBy = 'tenant' | 'participant' | 'address' | 'signalling';
