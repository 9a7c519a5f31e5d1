import { useSeconds } from '../hooks/use-seconds.ts';

/** How long the visit has been going on here, e.g. `12:05` or `1:02:05`. */
export function durationText(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = String(seconds % 60).padStart(2, '0');
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`;
}

export function CallTimer() {
  return (
    <span className="timer" role="timer" aria-live="off" aria-label="Time in the visit">
      {durationText(useSeconds())}
    </span>
  );
}
