import type { Capabilities, ProviderDescriptor } from '@patchbay/contract';
import { type Fault, tamper } from './tamper.ts';

/** A provider that breaks the contract in one way, made of any sound one. */
export interface BrokenProvider {
  readonly id: string;
  readonly fault: string;
  /** Scenarios that must notice, at least. */
  readonly mustFail: readonly string[];
  /** What the sound one must be like, for the fault to show. */
  readonly capabilities: Partial<Capabilities>;
  breaks(sound: ProviderDescriptor): ProviderDescriptor;
}

export const broken = (
  id: string,
  fault: string,
  mustFail: readonly string[],
  createFault: () => Fault,
  capabilities: Partial<Capabilities> = {},
): BrokenProvider => ({ id, fault, mustFail, capabilities, breaks: (sound) => tamper(sound, createFault) });
