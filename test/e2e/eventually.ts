/**
 * Looks again every 100 ms until `accept` takes the value, and returns it; throws with the last value after the deadline.
 * For what a real browser and a real server do in their own time.
 */
export async function eventually<Value>(
  what: string,
  look: () => Promise<Value>,
  accept: (value: Value) => boolean,
  deadlineMilliseconds = 15_000,
): Promise<Value> {
  const deadline = performance.now() + deadlineMilliseconds;
  for (;;) {
    const value = await look();
    if (accept(value)) return value;
    if (performance.now() > deadline)
      throw new Error(`Waited for ${what}; last seen: ${JSON.stringify(value)}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}
