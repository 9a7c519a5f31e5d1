import type { z } from 'zod';

/** A value of the config that is wrong. Holds no value of the config, only where it is and what it should be. */
export interface ConfigProblem {
  /** The path of its key, e.g. `compliance.attestations[0].expires`. */
  readonly path: string;
  readonly message: string;
}

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly [ConfigProblem, ...ConfigProblem[]] };

/** Reads a value by a schema; `path` is where the value stands in the config. */
export function parseWith<Value>(schema: z.ZodType<Value>, value: unknown, path: string): Parsed<Value> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const [first, ...rest] = result.error.issues.flatMap((issue) => problemsOf(issue, path));
  return {
    ok: false,
    problems: first === undefined ? [{ path, message: 'It is wrong.' }] : [first, ...rest],
  };
}

function problemsOf(issue: z.core.$ZodIssue, root: string): readonly ConfigProblem[] {
  const path = issue.path.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : `${path}.${String(key)}`),
    root,
  );
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: `${path}.${key}`, message: 'There is no such key.' }));
}
