/** Milliseconds. Hours are counted from the Unix epoch. */
export const hourLength = 3_600_000;
