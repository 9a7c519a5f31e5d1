import type sdk from '@zoom/videosdk';
import type {
  CaptureVideoOption,
  CommandChannel,
  event_active_media_failed,
  event_audio_active_speaker,
  event_auto_play_audio_failed,
  event_command_channel_message,
  event_connection_change,
  event_network_quality_change,
  event_passively_stop_share,
  event_peer_share_state_change,
  event_peer_video_state_change,
  event_user_add,
  event_user_remove,
  event_user_update,
  Participant,
  ScreenShareOption,
  Stream,
} from '@zoom/videosdk';
import type {
  ZoomClient,
  ZoomCommands,
  ZoomEvents,
  ZoomFailure,
  ZoomInitOptions,
  ZoomPlayer,
  ZoomSdk,
  ZoomStream,
  ZoomUser,
} from './zoom-sdk.ts';

type RealSdk = typeof sdk.default;
type RealClient = ReturnType<RealSdk['createClient']>;
type Fits<Wanted, _Given extends Wanted> = true;
type Told<Listener extends (...payload: never[]) => void> = Parameters<Listener>[0];
type Attached = Awaited<ReturnType<typeof Stream.attachVideo>>;

/** The SDK offers all that the port asks for. */
export type Offered = [
  Fits<ZoomSdk, RealSdk>,
  Fits<ZoomClient, RealClient>,
  Fits<ZoomStream, typeof Stream>,
  Fits<ZoomCommands, typeof CommandChannel>,
  Fits<ZoomUser, Participant>,
  Fits<ZoomPlayer | ZoomFailure, Attached>,
];

/** What the SDK calls the port's listeners with; methods alone would be compared both ways round. */
export type Heard = [
  Fits<ZoomEvents['user-added'], Told<typeof event_user_add>>,
  Fits<ZoomEvents['user-updated'], Told<typeof event_user_update>>,
  Fits<ZoomEvents['user-removed'], Told<typeof event_user_remove>>,
  Fits<ZoomEvents['peer-video-state-change'], Told<typeof event_peer_video_state_change>>,
  Fits<ZoomEvents['peer-share-state-change'], Told<typeof event_peer_share_state_change>>,
  Fits<ZoomEvents['passively-stop-share'], `${Told<typeof event_passively_stop_share>}`>,
  Fits<ZoomEvents['active-media-failed'], Told<typeof event_active_media_failed>>,
  Fits<ZoomEvents['active-speaker'], Told<typeof event_audio_active_speaker>>,
  Fits<ZoomEvents['network-quality-change'], Told<typeof event_network_quality_change>>,
  Fits<ZoomEvents['command-channel-message'], Told<typeof event_command_channel_message>>,
  Fits<Omit<ZoomEvents['connection-change'], 'errorCode'>, Told<typeof event_connection_change>>,
  Fits<[], Parameters<typeof event_auto_play_audio_failed>>,
];

/** What the port hands in are options that the SDK knows. */
export type HandedIn = [
  Fits<Parameters<RealClient['init']>[2], ZoomInitOptions>,
  Fits<keyof NonNullable<Parameters<RealClient['init']>[2]>, keyof ZoomInitOptions>,
  Fits<CaptureVideoOption, Parameters<ZoomStream['startVideo']>[0]>,
  Fits<keyof CaptureVideoOption, keyof Parameters<ZoomStream['startVideo']>[0]>,
  Fits<ScreenShareOption, Parameters<ZoomStream['startShareScreen']>[1]>,
  Fits<keyof ScreenShareOption, keyof Parameters<ZoomStream['startShareScreen']>[1]>,
  Fits<
    keyof NonNullable<Parameters<typeof Stream.startAudio>[0]>,
    keyof Parameters<ZoomStream['startAudio']>[0]
  >,
];
