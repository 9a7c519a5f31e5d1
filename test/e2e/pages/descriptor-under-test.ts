import type { ProviderDescriptor } from '@patchbay/contract';
import * as exported from 'provider-under-test';

const isDescriptor = (value: unknown): value is ProviderDescriptor =>
  typeof value === 'object' && value !== null && 'load' in value && 'capabilities' in value;

/** What the provider's package lists for pages. */
export const descriptorUnderTest = ((): ProviderDescriptor => {
  const found = Object.values(exported).find(isDescriptor);
  if (found === undefined) throw new Error('The package under test exports no descriptor.');
  return found;
})();
