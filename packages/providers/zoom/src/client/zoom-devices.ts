import {
  createVendorPicture,
  openUnseen,
  type PublishableSource,
  type VendorPicture,
} from '@patchbay/contract';
import { fail } from '../zoom-errors.ts';
import { createZoomView } from './zoom-rendering.ts';
import type { ZoomClient, ZoomStream } from './zoom-sdk.ts';
import type { ZoomSource } from './zoom-translate.ts';

/** Undefined for the browser's default. */
type DeviceId = string | undefined;

/** One of the things that the SDK captures itself. */
interface ZoomDevice {
  start(deviceId: DeviceId, muted: boolean): Promise<unknown>;
  /** Another device in the place of the one that is on. */
  change(deviceId: DeviceId): Promise<unknown>;
  /** Only while started; a camera that is off is not. */
  setMuted(muted: boolean, deviceId: DeviceId): Promise<unknown>;
  stop(): Promise<unknown>;
  /** What is seen of it here. */
  readonly picture?: VendorPicture;
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
  const picture = createZoomView(stream, userId, 'camera');
  picture.setOn(false);
  const turnOn = async (cameraId: DeviceId): Promise<void> => {
    await stream.startVideo({ hd: true, ...(cameraId !== undefined && { cameraId }) });
    picture.setOn(true);
  };
  const turnOff = (): Promise<unknown> => {
    picture.setOn(false);
    return stream.stopVideo();
  };
  return {
    picture,
    start: async (deviceId, muted) => (muted ? undefined : turnOn(deviceId)),
    change: (deviceId) => stream.switchCamera(deviceId ?? firstOf(stream.getCameraList())),
    setMuted: (muted, deviceId) => (muted ? turnOff() : turnOn(deviceId)),
    stop: turnOff,
  };
}

/** The SDK shows one's own screen in an element that it is given; what it shows is the preview. */
function screenOf(stream: ZoomStream): ZoomDevice {
  let place: HTMLElement | undefined;
  const open = async () => place ?? Promise.reject(fail('invalid-state', 'No screen is shared.'));
  const picture = createVendorPicture({ open, close: async () => undefined });
  const setMuted = (muted: boolean) => (muted ? stream.pauseShareScreen() : stream.resumeShareScreen());
  const stop = (): Promise<unknown> => {
    picture.setOn(false);
    place?.remove();
    return stream.stopShareScreen();
  };
  const start = async (_deviceId: DeviceId, muted = false): Promise<void> => {
    const element = document.createElement(stream.isStartShareScreenWithVideoElement() ? 'video' : 'canvas');
    place = openUnseen('div');
    place.append(element);
    await stream.startShareScreen(element, { hideShareAudioOption: true }).catch((error: unknown) => {
      place?.remove();
      throw error;
    });
    picture.setOn(true);
    if (muted) await setMuted(muted);
  };
  return { picture, start, change: (deviceId) => stop().then(() => start(deviceId)), setMuted, stop };
}

export const isZoomSource = (source: PublishableSource): source is ZoomSource => source !== 'screen-audio';

function firstOf([first]: readonly { readonly deviceId: string }[]): string {
  if (first === undefined) throw fail('device-not-found', 'There is no such device. Plug one in.');
  return first.deviceId;
}
