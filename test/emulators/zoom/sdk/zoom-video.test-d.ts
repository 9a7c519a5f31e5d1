import type zoom from '@zoom/videosdk';
import type { Stream } from '@zoom/videosdk';
import type { ZoomClient, ZoomSdk, ZoomStream } from '@patchbay/provider-zoom/client';
import type standIn from './zoom-video.ts';
import type { StandInClient } from './stand-in-client.ts';
import type { StandInStream } from './stand-in-stream.ts';

type RealSdk = typeof zoom.default;
type RealClient = ReturnType<RealSdk['createClient']>;
type RealCommands = ReturnType<RealClient['getCommandClient']>;
type Fits<Wanted, _Given extends Wanted> = true;

type ClientVerb = Exclude<keyof ZoomClient, 'getMediaStream' | 'getCommandClient' | 'on'>;

/** Whatever the adapter uses of the SDK, the stand-in has as the real package has it. */
export type StandsIn = [
  Fits<Pick<RealSdk, 'destroyClient'>, typeof standIn>,
  Fits<Pick<RealClient, ClientVerb>, StandInClient>,
  Fits<Pick<typeof Stream, keyof ZoomStream & keyof typeof Stream>, StandInStream>,
  Fits<RealCommands, ReturnType<StandInClient['getCommandClient']>>,
];

/** And the adapter may take it for the SDK. */
export type Serves = [Fits<Omit<ZoomSdk, 'createClient'>, typeof standIn>, Fits<ZoomStream, StandInStream>];
