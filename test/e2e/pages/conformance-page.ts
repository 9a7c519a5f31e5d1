import {
  createPageCapture,
  createRemoteHarness,
  exposeConformance,
  type HarnessCall,
} from '@patchbay/conformance/browser';
import { livekit } from '@patchbay/provider-livekit';
import { mesh } from '@patchbay/provider-mesh';
import { twilio } from '@patchbay/provider-twilio';

declare global {
  /** Put there by whoever drives the page. */
  var harnessCall: HarnessCall;
}

const subjects = {
  mesh: { descriptor: mesh, assurance: 'real', cannot: {} },
  twilio: { descriptor: twilio, assurance: 'emulated', cannot: {} },
  livekit: {
    descriptor: livekit,
    assurance: 'real',
    cannot: { 'room-limit': 'livekit-server 1.11.0 answers a full room with HTTP 500, which browsers hide' },
  },
} as const;

const isSubject = (name: string): name is keyof typeof subjects => name in subjects;

/** `?provider=` says whose client half goes through the scenarios; its rooms are kept by the process that drives the page. */
function openHarness(): void {
  const name = new URLSearchParams(location.search).get('provider');
  if (name === null || !isSubject(name))
    throw new Error(`Say which provider: ?provider=${Object.keys(subjects).join(' or ')}.`);
  exposeConformance(
    createRemoteHarness({
      ...subjects[name],
      mediaIsReal: true,
      environment: { capture: createPageCapture() },
      call: (verb, args) => globalThis.harnessCall(verb, args),
    }),
  );
}

openHarness();
