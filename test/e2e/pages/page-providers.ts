import type { ProviderDescriptor } from '@patchbay/contract';
import { livekit } from '@patchbay/provider-livekit';
import { mesh } from '@patchbay/provider-mesh';
import { twilio } from '@patchbay/provider-twilio';

/** Whose client halves the conformance page can put through the scenarios. */
const pageProviders: readonly ProviderDescriptor[] = [mesh, livekit, twilio];

/** The one that the page's address names: `?provider=`. */
export function providerNamedInAddress(): ProviderDescriptor {
  const name = new URLSearchParams(location.search).get('provider');
  const found = pageProviders.find(({ id }) => id === name);
  if (found !== undefined) return found;
  throw new Error(`Say which provider: ?provider=${pageProviders.map(({ id }) => id).join(' or ')}.`);
}
