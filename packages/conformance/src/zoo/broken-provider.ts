import type { ProviderDescriptor } from '@patchbay/contract';
import { type Fault, tamper } from './tamper.ts';

/** A provider that breaks the contract in one way, made of any sound one. */
export interface BrokenProvider {
  readonly id: string;
  readonly fault: string;
  /** Scenarios that must notice, at least. */
  readonly mustFail: readonly string[];
  breaks(sound: ProviderDescriptor): ProviderDescriptor;
}

export const broken = (
  id: string,
  fault: string,
  mustFail: readonly string[],
  createFault: () => Fault,
): BrokenProvider => ({ id, fault, mustFail, breaks: (sound) => tamper(sound, createFault) });
