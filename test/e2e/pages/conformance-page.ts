import {
  createPageCapture,
  createRemoteHarness,
  exposeConformance,
  type HarnessCall,
} from '@patchbay/conformance/browser';
import type { RunTerms } from '../run-terms.ts';
import { descriptorUnderTest } from './descriptor-under-test.ts';
import { inFrames } from './in-frames.ts';

declare global {
  /** Put there by whoever drives the page. */
  var harnessCall: HarnessCall;
  var runTerms: () => Promise<RunTerms>;
}

/** The provider that the page is bundled for goes through the scenarios; its rooms are kept by the process that drives the page. */
async function openHarness(): Promise<void> {
  const { assurance, cannot, pagePerPerson } = await globalThis.runTerms();
  exposeConformance(
    createRemoteHarness({
      descriptor: pagePerPerson ? inFrames(descriptorUnderTest) : descriptorUnderTest,
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
