import {
  createPageCapture,
  createRemoteHarness,
  exposeConformance,
  type HarnessCall,
} from '@patchbay/conformance/browser';
import { livekit } from '@patchbay/provider-livekit';
import { mesh } from '@patchbay/provider-mesh';

declare global {
  /** Put there by whoever drives the page. */
  var harnessCall: HarnessCall;
}

const subjects = {
  mesh: { descriptor: mesh, cannot: {} },
  livekit: {
    descriptor: livekit,
    cannot: { 'room-limit': 'livekit-server 1.11.0 answers a full room with HTTP 500, which browsers hide' },
  },
} as const;

/** `?provider=` says whose client half goes through the scenarios; its rooms are kept by the process that drives the page. */
function openHarness(): void {
  const name = new URLSearchParams(location.search).get('provider');
  if (name !== 'mesh' && name !== 'livekit')
    throw new Error('Say which provider: ?provider=mesh or livekit.');
  exposeConformance(
    createRemoteHarness({
      ...subjects[name],
      assurance: 'real',
      mediaIsReal: true,
      environment: { capture: createPageCapture() },
      call: (verb, args) => globalThis.harnessCall(verb, args),
    }),
  );
}

openHarness();
