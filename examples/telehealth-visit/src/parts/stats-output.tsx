import { useEffect, useState } from 'react';
import { type CallNumbers, callNumbers } from '../call/call-numbers.ts';
import type { ConsultCall } from '../call/consult-call.ts';

/** The call's numbers as JSON, once a second, for tests and support; only with `debug=1` in the link. */
export function StatsOutput({ call }: { readonly call: ConsultCall }) {
  const [numbers, setNumbers] = useState<CallNumbers>();
  useEffect(() => {
    const startedAt = performance.now();
    const timer = setInterval(() => {
      call
        .stats()
        .then((stats) => setNumbers(callNumbers(stats, (performance.now() - startedAt) / 1000)))
        // A session between two connections has no numbers; the last ones stay.
        .catch(() => undefined);
    }, 1000);
    return () => clearInterval(timer);
  }, [call]);
  return (
    <output data-testid="stats" hidden>
      {numbers === undefined ? '' : JSON.stringify(numbers)}
    </output>
  );
}
