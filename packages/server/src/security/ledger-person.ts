import type { UserKey } from '@patchbay/contract';
import { personKey } from '@patchbay/metering';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import { deriveKey } from './derive-key.ts';

/** What stands for a person in the ledger under a config's secret. */
export const ledgerPerson = (
  { secret }: Pick<PatchbayConfig, 'secret'>,
  of: { readonly tenant: string; readonly userKey: UserKey },
): string => personKey(deriveKey(secret, 'person-key'), of);
