import type { ProviderEvent } from './provider-events.ts';

/** Passes on what a provider tells, up to `closed`, or until it is silenced: after its end nobody is to hear of it. */
export interface Reporter {
  report(event: ProviderEvent): void;
  silence(): void;
}

export function createReporter(tell: (event: ProviderEvent) => void): Reporter {
  let isOver = false;
  return {
    report: (event) => {
      if (isOver) return;
      isOver = event.type === 'closed';
      tell(event);
    },
    silence: () => {
      isOver = true;
    },
  };
}
