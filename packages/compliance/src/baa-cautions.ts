import type { BaaTerms } from '@patchbay/contract';
import type { BaaCaution } from './baa-verdict.ts';

/** Which of the terms that a verdict used were not read on the vendor's own page. */
export function cautionsOf(terms: BaaTerms, used: readonly BaaCaution['term'][]): readonly BaaCaution[] {
  return used.flatMap((term) => {
    const { confidence, source } = terms[term];
    return confidence === 'vendor' ? [] : [{ term, confidence, source }];
  });
}
