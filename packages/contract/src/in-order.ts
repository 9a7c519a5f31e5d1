/**
 * Does things one after another: what vendors take side by side and yet has an order. `then` is waited for after each, for
 * vendors that carry no more than so much at a time; one that fails does not hold up the next.
 */
export function inOrder(then: () => Promise<unknown> = async () => undefined) {
  let last: Promise<unknown> = Promise.resolve();
  return <Value>(work: () => Promise<Value>): Promise<Value> => {
    const done = last.then(work);
    last = done.then(then).catch(() => undefined);
    return done;
  };
}
