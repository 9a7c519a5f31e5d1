import type { VisitFacts } from '../visit/visit-api.ts';

/** Says so when a visit is not for real patients. */
export function DemoBanner({ facts }: { readonly facts: VisitFacts | undefined }) {
  if (facts === undefined || facts.phi) return null;
  return (
    <p className="demo-banner" role="note" data-testid="demo-banner">
      <strong>Demonstration.</strong> Not for real patients: do not say or show anything about anybody’s
      health.
    </p>
  );
}
