import type { UsageBook } from '@patchbay/metering';

/** How long a report may wait for what is not in the figures yet. */
export const reportPatienceMilliseconds = 2000;

const atOnce = 50;

/**
 * Brings the book up to date, or as far as the time allows. As of when its figures are, milliseconds since the Unix epoch;
 * undefined when they never were complete. Rejects with `LedgerError`.
 */
export async function catchUp(
  book: Pick<UsageBook, 'rollUp' | 'state'>,
  patienceMilliseconds: number = reportPatienceMilliseconds,
): Promise<number | undefined> {
  // The process's own clock: a test's stands still while the work goes on.
  const until = performance.now() + patienceMilliseconds;
  for (;;) {
    const { more, completeAt } = await book.rollUp(atOnce);
    if (!more) return completeAt;
    if (performance.now() >= until) return (await book.state()).rolledUpAt;
  }
}
