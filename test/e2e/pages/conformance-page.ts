import {
  createPageCapture,
  createRemoteHarness,
  exposeConformance,
  type HarnessCall,
} from '@patchbay/conformance/browser';
import type { RunTerms } from '../run-terms.ts';
import { inFrames } from './in-frames.ts';
import { providerNamedInAddress } from './page-providers.ts';

declare global {
  /** Put there by whoever drives the page. */
  var harnessCall: HarnessCall;
  var runTerms: () => Promise<RunTerms>;
}

/** `?provider=` says whose client half goes through the scenarios; its rooms are kept by the process that drives the page. */
async function openHarness(): Promise<void> {
  const descriptor = providerNamedInAddress();
  const { assurance, cannot, pagePerPerson } = await globalThis.runTerms();
  exposeConformance(
    createRemoteHarness({
      descriptor: pagePerPerson ? inFrames(descriptor) : descriptor,
      pagePerPerson,
      assurance,
      cannot,
      mediaIsReal: true,
      environment: { capture: createPageCapture() },
      call: (verb, args) => globalThis.harnessCall(verb, args),
    }),
  );
}

await openHarness();
