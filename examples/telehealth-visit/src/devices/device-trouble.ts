import { isVideoError } from '@patchbay/contract';

export type DeviceKind = 'camera' | 'microphone';

/** Why a device does not work. `unplugged`: it worked and went away. `insecure`: the page may not use devices at all. */
export type DeviceTrouble = 'denied' | 'busy' | 'missing' | 'unplugged' | 'insecure' | 'failed';

/** The names that `getUserMedia` rejects with (Media Capture and Streams, W3C) and the session's own codes. */
const troubles: ReadonlyMap<string, DeviceTrouble> = new Map([
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'insecure'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['device-denied', 'denied'],
  ['device-busy', 'busy'],
  ['device-not-found', 'missing'],
]);

export function deviceTroubleOf(error: unknown): DeviceTrouble {
  const key = isVideoError(error) ? error.code : (error as { readonly name?: unknown } | undefined)?.name;
  return troubles.get(String(key)) ?? 'failed';
}

export interface Guidance {
  readonly title: string;
  readonly advice: string;
}

/** What is wrong and what to do about it, for somebody who has never done this before. */
export function deviceGuidance(kind: DeviceKind, trouble: DeviceTrouble): Guidance {
  switch (trouble) {
    case 'denied':
      return {
        title: `Your browser blocks the ${kind}`,
        advice: `Click the ${kind} symbol in the address bar, choose “Allow”, then try again.`,
      };
    case 'busy':
      return {
        title: `Another program is using the ${kind}`,
        advice: 'Close other video calls and programs that use it, then try again.',
      };
    case 'missing':
      return { title: `No ${kind} was found`, advice: 'Plug one in, then try again.' };
    case 'unplugged':
      return { title: `The ${kind} was disconnected`, advice: 'Plug it in again, or choose another.' };
    case 'insecure':
      return {
        title: `This page may not use the ${kind}`,
        advice: 'Open the visit with a link that starts with https.',
      };
    case 'failed':
      return {
        title: `The ${kind} did not start`,
        advice: 'Choose another, or disconnect it and plug it in again, then try again.',
      };
  }
}

/** What is still possible without the device. */
export const withoutDevice = (kind: DeviceKind): string =>
  kind === 'camera' ? 'You can also join without a camera.' : 'You can also join and write messages.';
