/**
 * Milliseconds. Who vanishes without a word is seen as gone `silence` and `grace` later at most, or `grace` later where the
 * network tells of the loss; in the ledger they left when they were last heard of. `resume` is for a server that restarts.
 */
export const serverTiming = {
  opening: 5_000,
  ping: 4_000,
  silence: 12_000,
  grace: 20_000,
  resume: 43_200_000,
};

export type ServerTiming = Readonly<typeof serverTiming>;
