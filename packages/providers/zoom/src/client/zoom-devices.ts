import { openUnseen, type VendorRendering } from '@patchbay/contract';
import { fail } from '../zoom-errors.ts';
import { renderUser } from './zoom-rendering.ts';
import type { ZoomClient, ZoomStream } from './zoom-sdk.ts';
import type { ZoomSource } from './zoom-translate.ts';

/** Undefined for the browser's default. */
type DeviceId = string | undefined;

/** One of the things that the SDK captures itself. */
interface ZoomDevice {
  start(deviceId: DeviceId, muted: boolean): Promise<unknown>;
  /** Another device in the place of the one that is on. */
  change(deviceId: DeviceId, muted: boolean): Promise<unknown>;
  /** Only while started; a camera that is off is not. */
  setMuted(muted: boolean, deviceId: DeviceId): Promise<unknown>;
  stop(): Promise<unknown>;
  /** What is seen of it here. */
  readonly rendering?: VendorRendering;
}

export type ZoomDevices = Readonly<Record<ZoomSource, ZoomDevice>> & {
  /** Hears the others without a microphone. */
  listen(): Promise<unknown>;
};

/** The verbs of the SDK, under one form per source. */
export function openZoomDevices(
  client: ZoomClient,
  stream: ZoomStream,
  pause: (milliseconds: number) => Promise<unknown>,
): ZoomDevices {
  // The mute tells others who listen from who speaks.
  const listen = (): Promise<unknown> => stream.startAudio({ speakerOnly: true, mute: true });
  // `startAudio` does nothing while Zoom's list still says that one has audio, which it does for a while after the end.
  const hangUp = async (): Promise<void> => {
    await stream.stopAudio();
    for (let tries = 0; client.getCurrentUserInfo().audio !== '' && tries < 40; tries += 1) await pause(50);
  };
  return {
    listen,
    microphone: {
      async start(microphoneId, mute) {
        await hangUp();
        try {
          await stream.startAudio({ mute, ...(microphoneId !== undefined && { microphoneId }) });
        } catch (error) {
          await listen().catch(() => undefined);
          throw error;
        }
      },
      change: (deviceId) => stream.switchMicrophone(deviceId ?? firstOf(stream.getMicList())),
      setMuted: (muted) => (muted ? stream.muteAudio() : stream.unmuteAudio()),
      stop: () => hangUp().then(listen),
    },
    camera: cameraOf(stream, client.getCurrentUserInfo().userId),
    screen: screenOf(stream),
  };
}

function cameraOf(stream: ZoomStream, userId: number): ZoomDevice {
  const turnOn = (cameraId: DeviceId): Promise<unknown> =>
    stream.startVideo({ hd: true, ...(cameraId !== undefined && { cameraId }) });
  return {
    rendering: renderUser(stream, userId, 'camera'),
    start: async (deviceId, muted) => (muted ? undefined : turnOn(deviceId)),
    change: (deviceId) => stream.switchCamera(deviceId ?? firstOf(stream.getCameraList())),
    setMuted: (muted, deviceId) => (muted ? stream.stopVideo() : turnOn(deviceId)),
    stop: () => stream.stopVideo(),
  };
}

/** The SDK shows one's own screen in an element that it is given; what it shows is the preview. */
function screenOf(stream: ZoomStream): ZoomDevice {
  let shown: ReturnType<typeof openScreen> | undefined;
  const setMuted = (muted: boolean) => (muted ? stream.pauseShareScreen() : stream.resumeShareScreen());
  const clear = (): void => {
    shown?.place.remove();
    shown = undefined;
  };
  const start = async (_deviceId: DeviceId, muted: boolean): Promise<void> => {
    // Another screen comes in the same element: whoever looks goes on looking.
    shown ??= openScreen(stream);
    await stream.startShareScreen(shown.element, { hideShareAudioOption: true }).catch((error: unknown) => {
      clear();
      throw error;
    });
    if (muted) await setMuted(muted);
  };
  const open = async () => shown?.place ?? Promise.reject(fail('invalid-state', 'No screen is shared.'));
  return {
    rendering: { open, close: async () => undefined },
    start,
    change: (deviceId, muted) => stream.stopShareScreen().then(() => start(deviceId, muted)),
    setMuted,
    stop: () => {
      clear();
      return stream.stopShareScreen();
    },
  };
}

function openScreen(stream: ZoomStream) {
  const element = document.createElement(stream.isStartShareScreenWithVideoElement() ? 'video' : 'canvas');
  const place = openUnseen('div');
  place.append(element);
  return { element, place };
}

function firstOf([first]: readonly { readonly deviceId: string }[]): string {
  if (first === undefined) throw fail('device-not-found', 'There is no such device. Plug one in.');
  return first.deviceId;
}
