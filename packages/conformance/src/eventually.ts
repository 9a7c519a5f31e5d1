import { AssertionError } from 'chai';

export interface Patience {
  /** How long a condition may take to come about, in milliseconds. */
  readonly patience: number;
}

const interval = 5;

/**
 * What `check` gives once it gives something: anything but undefined, null, false, or an exception. Looks again and again;
 * fails with what was awaited, and with the last exception, when patience ends.
 */
export async function eventually<Value>(
  what: string,
  { patience }: Patience,
  check: () => Value | undefined | null | false,
): Promise<Value> {
  const deadline = performance.now() + patience;
  // What is on its way already arrives first.
  await new Promise((resolve) => setTimeout(resolve, 0));
  for (;;) {
    const { value, error } = attempt(check);
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() >= deadline) {
      const reason = error instanceof Error ? `: ${error.message}` : '';
      throw new AssertionError(`Within ${patience} ms it did not come about that ${what}${reason}`);
    }
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

/** Rejects when the promise does not settle in time. */
export async function within<Value>(
  what: string,
  { patience }: Patience,
  promise: Promise<Value>,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const fail = () => reject(new AssertionError(`Within ${patience} ms it did not come about that ${what}`));
    timer = setTimeout(fail, patience);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function attempt<Value>(check: () => Value): { readonly value?: Value; readonly error?: unknown } {
  try {
    return { value: check() };
  } catch (error) {
    return { error };
  }
}
