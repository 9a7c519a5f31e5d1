import { InvalidArgumentError } from 'commander';
import type { Decimal } from '@patchbay/contract';

/** What a trail's end was: its hash, and the row that had it when that was kept too. */
export interface ExpectedHead {
  readonly sequence: number | undefined;
  readonly hash: string;
}

/** A number that is not negative, as exact text. Throws `InvalidArgumentError`, as all of these do. */
export function readDecimal(text: string): Decimal {
  if (!/^\d{1,15}(\.\d{1,12})?$/.test(text)) {
    throw new InvalidArgumentError('Give digits with a point, without separators, such as 2000000 or 0.004.');
  }
  return text;
}

/** A whole number of people. */
export function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number, such as 120.');
  return Number(text);
}

/** A calendar month, `YYYY-MM`. */
export function readMonth(text: string): string {
  if (!/^20\d{2}-(0[1-9]|1[0-2])$/.test(text)) {
    throw new InvalidArgumentError('Give a month as YYYY-MM, such as 2026-11.');
  }
  return text;
}

/** A calendar year. */
export function readYear(text: string): string {
  if (!/^20\d{2}$/.test(text)) throw new InvalidArgumentError('Give a year as YYYY, such as 2026.');
  return text;
}

/** The beginning of a day, `YYYY-MM-DD`, UTC; milliseconds since the Unix epoch. */
export function readDay(text: string): number {
  const at = /^20\d{2}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError('Give a day as YYYY-MM-DD, such as 2026-11-01.');
  }
  return at;
}

/** Names with commas between them. */
export function readNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) {
    throw new InvalidArgumentError('Give names with commas between them, such as mesh,livekit.');
  }
  return names;
}

/** `<hash>` or `<row>:<hash>`. */
export function readHead(text: string): ExpectedHead {
  const match = /^(?:(\d{1,15}):)?([0-9a-f]{64})$/.exec(text);
  const [, sequence, hash] = match ?? [];
  if (hash === undefined) {
    throw new InvalidArgumentError(
      'Give the head as `audit verify` prints it: <row>:<64 hexadecimal digits>.',
    );
  }
  return { sequence: sequence === undefined ? undefined : Number(sequence), hash };
}
