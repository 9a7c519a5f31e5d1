/** What is wrong at the moment; nothing, to begin with. */
export interface VonageFaults {
  /** Messages to SDKs are late by so many milliseconds. */
  delay: number;
  /** What session information is answered with: 403 a bad token, 404 no such session, 409 the account, 500 a failure. */
  refusal: number | undefined;
  /** Joins are refused for want of room. */
  isFull: boolean;
  /** The next so many REST calls are answered with this status. */
  failing: { readonly status: number; times: number };
  /** Sessions of which nothing is answered: the connection is broken off. */
  readonly silent: Set<string>;
}

export const noFaults = (): VonageFaults => ({
  delay: 0,
  refusal: undefined,
  isFull: false,
  failing: { status: 500, times: 0 },
  silent: new Set(),
});
