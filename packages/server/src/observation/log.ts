/** One line of the structured log. Never carries an id of a consult, room or person, nor a token. */
export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Kebab-case and stable, e.g. `request`, `webhook-refused`. */
  readonly event: string;
  readonly [field: string]: string | number | boolean | undefined | readonly string[];
}

export type Log = (entry: LogEntry) => void;

/**
 * What can be said of an error without repeating what it says: a message may quote a token or a name, the names of functions
 * do not.
 */
export function describeError(error: unknown): Readonly<Record<string, string | undefined>> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, code, at: frames.slice(0, 6).join('\n') || undefined };
}
