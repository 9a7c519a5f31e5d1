import type * as client from 'livekit-client';
import type {
  LivekitDataListener,
  LivekitLocalTrack,
  LivekitParticipant,
  LivekitPublication,
  LivekitPublicationListener,
  LivekitPublishOptions,
  LivekitRoom,
  LivekitRoomOptions,
  LivekitSdk,
  LivekitTrack,
  LivekitTrackListener,
} from './livekit-sdk.ts';

type Fits<Wanted, _Given extends Wanted> = true;
type Listeners = client.RoomEventCallbacks;

/** The SDK offers all that the port asks for. */
export type Offered = [
  Fits<LivekitSdk, typeof client>,
  Fits<LivekitRoom, client.Room>,
  Fits<LivekitParticipant, client.RemoteParticipant>,
  Fits<LivekitParticipant, client.LocalParticipant>,
  Fits<LivekitPublication, client.RemoteTrackPublication>,
  Fits<LivekitTrack, client.RemoteTrack>,
  Fits<LivekitLocalTrack, client.LocalVideoTrack>,
  Fits<LivekitLocalTrack, client.LocalAudioTrack>,
];

/** What the port's listeners take is what the SDK calls them with; methods alone would be compared both ways round. */
export type Heard = [
  Fits<Listeners['participantConnected'], (participant: LivekitParticipant) => void>,
  Fits<Listeners['participantDisconnected'], (participant: LivekitParticipant) => void>,
  Fits<Listeners['trackSubscribed'], LivekitTrackListener>,
  Fits<Listeners['trackUnsubscribed'], LivekitTrackListener>,
  Fits<Listeners['trackMuted'], LivekitPublicationListener>,
  Fits<Listeners['trackUnmuted'], LivekitPublicationListener>,
  Fits<Listeners['trackStreamStateChanged'], (publication: LivekitPublication, state: string) => void>,
  Fits<Listeners['activeSpeakersChanged'], (speakers: LivekitParticipant[]) => void>,
  Fits<Listeners['connectionQualityChanged'], (quality: string, participant: LivekitParticipant) => void>,
  Fits<Listeners['dataReceived'], LivekitDataListener>,
  Fits<Listeners['disconnected'], (reason?: number) => void>,
];

/** What the port hands in are options that the SDK knows; `source` is an enum there and text here. */
export type HandedIn = [
  Fits<keyof client.RoomOptions, keyof LivekitRoomOptions>,
  Fits<keyof client.TrackPublishOptions, keyof LivekitPublishOptions>,
];
