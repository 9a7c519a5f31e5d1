/** Runs two things by turns, each going first every other time. */
export async function takeTurns(
  round: number,
  ours: () => Promise<unknown>,
  reference: () => Promise<unknown>,
): Promise<void> {
  const turns = [ours, reference];
  for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
}

/** Milliseconds that it took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
