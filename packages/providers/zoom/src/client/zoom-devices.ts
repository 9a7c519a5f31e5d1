import type { OutgoingMedia } from '@patchbay/contract';
import { fail, zoomError } from '../zoom-errors.ts';
import { createZoomPicture, openUnseen, type ZoomPicture } from './zoom-picture.ts';
import { createZoomView } from './zoom-rendering.ts';
import type { ZoomClient, ZoomStream } from './zoom-sdk.ts';
import type { ZoomSource } from './zoom-translate.ts';

type DeviceId = string | undefined;

/** One of the things that the SDK captures itself. `DeviceId` undefined means the browser's default. */
export interface ZoomDevice {
  start(deviceId: DeviceId, muted: boolean): Promise<unknown>;
  /** Another device in the place of the one that is on. */
  change(deviceId: DeviceId): Promise<unknown>;
  /** Only while started; a camera that is off is not. */
  setMuted(muted: boolean, deviceId: DeviceId): Promise<unknown>;
  stop(): Promise<unknown>;
  /** What is seen of it here. */
  readonly picture: ZoomPicture | undefined;
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
  const { userId } = client.getCurrentUserInfo();
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
      picture: undefined,
      async start(microphoneId, mute) {
        await hangUp();
        await stream
          .startAudio({ mute, ...(microphoneId !== undefined && { microphoneId }) })
          .catch(async (error) => {
            await listen().catch(() => undefined);
            throw zoomError(error);
          });
      },
      change: (deviceId) => stream.switchMicrophone(deviceId ?? firstOf(stream.getMicList())),
      setMuted: (muted) => (muted ? stream.muteAudio() : stream.unmuteAudio()),
      stop: async () => {
        await hangUp();
        await listen();
      },
    },
    camera: cameraOf(stream, userId),
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
  const turnOff = async (): Promise<void> => {
    picture.setOn(false);
    await stream.stopVideo();
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
  const picture = createZoomPicture({
    open: async () => {
      if (place === undefined) throw fail('invalid-state', 'No screen is shared.');
      return place;
    },
    close: async () => undefined,
  });
  const start = async (): Promise<void> => {
    place = openUnseen('div');
    const element = document.createElement(stream.isStartShareScreenWithVideoElement() ? 'video' : 'canvas');
    place.append(element);
    try {
      await stream.startShareScreen(element, { hideShareAudioOption: true });
      picture.setOn(true);
    } catch (error) {
      place.remove();
      throw error;
    }
  };
  const stop = async (): Promise<void> => {
    picture.setOn(false);
    place?.remove();
    await stream.stopShareScreen();
  };
  return {
    picture,
    start: async (_deviceId, muted) => {
      await start();
      if (muted) await stream.pauseShareScreen();
    },
    change: async () => {
      await stop();
      await start();
    },
    setMuted: (muted) => (muted ? stream.pauseShareScreen() : stream.resumeShareScreen()),
    stop,
  };
}

export const isZoomSource = (source: OutgoingMedia['source']): source is ZoomSource =>
  source !== 'screen-audio';

function firstOf(devices: readonly { readonly deviceId: string }[]): string {
  const [first] = devices;
  if (first === undefined) throw fail('device-not-found', 'There is no such device. Plug one in.');
  return first.deviceId;
}
