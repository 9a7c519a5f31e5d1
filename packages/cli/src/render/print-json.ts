import type { Io } from '../io.ts';

/** The one JSON value of a command, alone on standard output. */
export const printJson = ({ stdout }: Pick<Io, 'stdout'>, value: unknown): void =>
  stdout(`${JSON.stringify(value, null, 2)}\n`);
