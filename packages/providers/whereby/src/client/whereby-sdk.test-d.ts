import type * as core from '@whereby.com/core';
import type * as media from '@whereby.com/media';
import type {
  WherebyClient,
  WherebyPerson,
  WherebyRoom,
  WherebyRtcManager,
  WherebySdk,
  WherebySocket,
  WherebyState,
} from './whereby-sdk.ts';

type Fits<Wanted, _Given extends Wanted> = true;

type Client = core.WherebyClient;
type Room = ReturnType<Client['getRoomConnection']>;
type Store = ReturnType<Client['getStore']>;
type State = ReturnType<Store['getState']>;
type Person = State['remoteParticipants']['remoteParticipants'][number];

/** The SDK offers all that the port asks for. */
export type Offered = [
  Fits<Omit<WherebySdk, 'createBlankTracks'>, typeof core>,
  Fits<WherebyClient, Client>,
  Fits<WherebyRoom, Room>,
  Fits<WherebyState, State>,
  Fits<WherebyPerson, Person>,
  Fits<WherebySocket, media.ServerSocket>,
  Fits<WherebyRtcManager, media.RtcManager>,
];

/** In rooms of mode `normal` the manager is this one, which has the connections that the interface leaves out. */
export type PeerToPeer = [Fits<Required<WherebyRtcManager>, media.P2pRtcManager>];

/** What the port hands in are options that the SDK knows; the socket knows no names by type. */
export type HandedIn = [
  Fits<Parameters<Room['initialize']>[0], Parameters<WherebyRoom['initialize']>[0]>,
  Fits<Parameters<ReturnType<Client['getLocalMedia']>['startMedia']>[0], MediaStream>,
];
