/** `2026-11-20 09:00:00.250`, UTC. */
export const formatInstant = (at: number): string =>
  new Date(at).toISOString().replace('T', ' ').replace('Z', '');

/** `2026-11-20`, UTC. */
export const formatDay = (at: number): string => formatInstant(at).slice(0, 10);

/** `09:00:00.250`, UTC, for instants of a day that is named nearby; with the date where it is another day. */
export const formatTime = (at: number, day: number): string => {
  const [date, time] = formatInstant(at).split(' ');
  return date === formatDay(day) ? `${time}` : `${date} ${time}`;
};

/** `12.5 s`. */
export const formatSeconds = (seconds: number): string => `${Number(seconds.toFixed(3))} s`;
