import type { EmulatedVendor } from '@patchbay/emulators';

const known: Readonly<Record<EmulatedVendor, true>> = {
  agora: true,
  daily: true,
  pexip: true,
  twilio: true,
  whereby: true,
};

/** Whose clouds there are on this machine. A list of our own, so that help does not load them; the type holds it complete. */
export const emulatedVendors = Object.keys(known) as readonly EmulatedVendor[];
