import type { Log, LogEntry } from './log.ts';

const order: readonly LogEntry['level'][] = ['debug', 'info', 'warn', 'error'];

export interface JsonLogOptions {
  /** Takes one line without its end. */
  readonly write: (line: string) => void;
  /** The least level that is written; `info` unless told. */
  readonly level?: LogEntry['level'];
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
}

/** A log of one JSON object a line. */
export function createJsonLog({ write, level = 'info', now = Date.now }: JsonLogOptions): Log {
  return (entry) => {
    if (order.indexOf(entry.level) < order.indexOf(level)) return;
    write(JSON.stringify({ at: new Date(now()).toISOString(), ...entry }));
  };
}
