import type * as sdk from 'agora-rtc-sdk-ng/esm';
import type {
  AgoraClient,
  AgoraTrack,
  AgoraQuality,
  AgoraSdk,
  AgoraUser,
  AgoraVolume,
  clientOptions,
} from './agora-sdk.ts';

type Fits<Wanted, _Given extends Wanted> = true;

/** All but what the SDK's types leave out; `agora-sdk.test.ts` finds that in its code. */
type TypedClient = Omit<AgoraClient, 'sendStreamMessage'>;
type TypedSdk = Omit<AgoraSdk, 'createClient'>;

/** The SDK offers all that the port asks for. */
export type Offered = [
  Fits<TypedSdk, typeof sdk>,
  Fits<TypedClient, sdk.IAgoraRTCClient>,
  Fits<TypedClient, ReturnType<typeof sdk.createClient>>,
  Fits<AgoraUser, sdk.IAgoraRTCRemoteUser>,
  Fits<AgoraTrack, sdk.ILocalVideoTrack>,
  Fits<AgoraTrack, sdk.ILocalAudioTrack>,
  Fits<AgoraTrack, sdk.IRemoteVideoTrack>,
  Fits<AgoraTrack, sdk.IRemoteAudioTrack>,
];

type Heard<Name extends string> = Extract<
  Parameters<sdk.IAgoraRTCClient['on']>,
  readonly [event: Name, listener: unknown]
>;

/** What the SDK calls the port's listeners with. */
export type Told = [
  Fits<readonly AgoraVolume[], { level: number; uid: string | number }[]>,
  Fits<AgoraQuality, { uplinkNetworkQuality: 0 | 1; downlinkNetworkQuality: 5 | 6 }>,
  Fits<readonly unknown[], Heard<'user-joined'>>,
];

/** What the port hands in are options that the SDK knows. */
export type HandedIn = [Fits<Parameters<typeof sdk.createClient>[0], typeof clientOptions>];
