import type * as video from 'twilio-video';
import type {
  TwilioConnectOptions,
  TwilioDataTrackOptions,
  TwilioFailure,
  TwilioJoining,
  TwilioLocalDataTrack,
  TwilioLocalParticipant,
  TwilioLocalTrack,
  TwilioPublication,
  TwilioPerson,
  TwilioRemoteTrack,
  TwilioRoom,
  TwilioSdk,
  TwilioStatsReport,
} from './twilio-sdk.ts';

type EndListener = (room: TwilioRoom, error?: TwilioFailure) => void;

type Fits<Wanted, _Given extends Wanted> = true;

/** The SDK offers all that the port asks for. */
export type Offered = [
  Fits<TwilioSdk, typeof video>,
  Fits<TwilioJoining, ReturnType<typeof video.connect>>,
  Fits<TwilioRoom, video.Room>,
  Fits<TwilioLocalParticipant, video.LocalParticipant>,
  Fits<TwilioPerson, video.RemoteParticipant>,
  Fits<TwilioPublication, video.RemoteTrackPublication>,
  Fits<TwilioRemoteTrack, video.RemoteTrack>,
  Fits<TwilioLocalTrack, video.LocalVideoTrack>,
  Fits<TwilioLocalTrack, video.LocalAudioTrack>,
  Fits<TwilioLocalDataTrack, video.LocalDataTrack>,
  Fits<TwilioStatsReport, video.StatsReport>,
  Fits<TwilioFailure, video.TwilioError>,
];

/** What the SDK calls the port's listeners with; methods alone would be compared both ways round. */
export type Heard = [
  Fits<Parameters<EndListener>, [room: video.Room, error: video.TwilioError]>,
  Fits<TwilioPerson | null, video.Room['dominantSpeaker']>,
  Fits<ReadonlyMap<string, TwilioPerson>, video.Room['participants']>,
  Fits<ReadonlyMap<string, TwilioPublication>, video.RemoteParticipant['tracks']>,
];

/** What the port hands in are options that the SDK knows, but for the one that it does not document. */
export type HandedIn = [
  Fits<video.ConnectOptions, Omit<TwilioConnectOptions, 'wsServer' | 'tracks'>>,
  Fits<keyof video.ConnectOptions | 'wsServer', keyof TwilioConnectOptions>,
  Fits<video.LocalDataTrackOptions, TwilioDataTrackOptions>,
];
