import { useEffect, useRef } from 'react';
import { watchLevel } from '../devices/microphone-level.ts';

/** Moves with the voice. Written straight to the element: ten renders a second would be too many. */
export function LevelMeter({ track }: { readonly track: MediaStreamTrack | undefined }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = bar.current;
    if (track === undefined || element === null) return undefined;
    const stop = watchLevel(track, (level) => show(element, level));
    return () => {
      stop();
      show(element, 0);
    };
  }, [track]);
  return (
    <div
      ref={bar}
      className="level"
      role="meter"
      aria-label="Microphone level"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      data-testid="level"
    >
      <span className="level-fill" />
    </div>
  );
}

function show(element: HTMLElement, level: number): void {
  element.style.setProperty('--level', level.toFixed(2));
  element.setAttribute('aria-valuenow', String(Math.round(level * 100)));
}
