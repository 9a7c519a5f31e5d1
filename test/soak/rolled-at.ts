/** When everything in the random truths is long over. */
export const rolledAt = Date.UTC(2026, 6, 20);

export const rollUpTimes = { leaseSeconds: 30, heartbeatSeconds: 10 };
