import type { IsoDate } from '@patchbay/contract';

export type DayState = 'in-force' | 'not-yet' | 'over' | 'malformed';

/** Where a day stands in the days from `first` to `last`, both inclusive, UTC. */
export function dayState(now: number, first: readonly IsoDate[], last: IsoDate): DayState {
  if (![...first, last].every(isCalendarDay)) return 'malformed';
  const today = isoDay(now);
  if (first.some((day) => day > today)) return 'not-yet';
  return last < today ? 'over' : 'in-force';
}

/** The UTC day of an instant in milliseconds since the Unix epoch. */
export const isoDay = (instant: number): IsoDate => new Date(instant).toISOString().slice(0, 10);

// A day that sorts after every real one, such as "never", would otherwise be in force for ever.
function isCalendarDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const instant = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(instant) && isoDay(instant) === day;
}
