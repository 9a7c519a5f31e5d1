import type { Assurance, HarnessAbility } from '@patchbay/conformance';

/** What the conformance page is told of the run. */
export interface RunTerms {
  readonly assurance: Assurance;
  readonly pagePerPerson: boolean;
  readonly cannot: Readonly<Partial<Record<HarnessAbility, string>>>;
}
