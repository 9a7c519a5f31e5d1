import type { MediaKind } from '@patchbay/contract';

/**
 * The part of @whereby.com/core 1.20.3 that the adapter uses, written down structurally, so that tests can stand in for it.
 * `whereby-sdk.test-d.ts` proves that the real SDK fits.
 */
export interface WherebySdk {
  readonly WherebyClient: new () => WherebyClient;
  /** One of each kind, live and showing nothing. */
  createBlankTracks(): WherebyBlanks;
}

/** `release` ends both. */
export type WherebyBlanks = Readonly<Record<MediaKind, MediaStreamTrack>> & { release(): void };

/** The SDK's client; for anything not listed here, cast `connection.native` to the SDK's own type. */
export interface WherebyClient {
  getLocalMedia(): { startMedia(stream: MediaStream): Promise<unknown> };
  getRoomConnection(): WherebyRoom;
  getStore(): { getState(): WherebyState; subscribe(listener: () => void): () => void };
}

export interface WherebyRoom {
  initialize(options: { roomUrl: string; roomKey: string | null; externalId: string }): void;
  /** Of two clients in one page either one's answer settles both promises: read the store. */
  joinRoom(): Promise<unknown>;
  /** Returns before anything has happened. */
  leaveRoom(): void;
  sendChatMessage(text: string): void;
}

export interface WherebyState {
  /** `status` is `connected` in the room; `error` is why one was not let in. */
  readonly roomConnection: { readonly status: string; readonly error: string | null };
  readonly localParticipant: { readonly id: string };
  readonly localMedia: { readonly onDeviceChange?: EventListener };
  readonly remoteParticipants: { readonly remoteParticipants: readonly WherebyPerson[] };
  /** All that were ever told, oldest first, one's own as well. */
  readonly chat: { readonly chatMessages: readonly Readonly<Record<'senderId' | 'text', string>>[] };
  /** There from the first connection on. */
  readonly signalConnection: { readonly socket: WherebySocket | null };
  readonly rtcConnection: { readonly rtcManager: WherebyRtcManager | null };
}

export interface WherebyPerson {
  /** Of this one join; a rejoin in time keeps it. */
  readonly id: string;
  readonly externalId: string | null;
  readonly roleName: string;
  readonly stream: MediaStream | null;
  readonly presentationStream: MediaStream | null;
}

export interface WherebySocket {
  emit(name: 'enable_audio' | 'enable_video', payload: { readonly enabled: boolean }): void;
  on(name: 'disconnect', listener: (reason: unknown) => void): unknown;
  disconnect(): void;
}

export interface WherebyRtcManager {
  addCameraStream(stream: MediaStream): void;
  addScreenshareStream(stream: MediaStream): void;
  removeScreenshareStream(stream: MediaStream): void;
  /** By the other's id; only in rooms of mode `normal`. */
  readonly peerConnections?: Readonly<Record<string, { readonly pc: RTCPeerConnection }>>;
}

/** The only value import of the SDK; it is fetched when a ticket names Whereby, and replaces `RTCPeerConnection` then. */
export async function loadWherebySdk(): Promise<WherebySdk> {
  const { WherebyClient } = await import('@whereby.com/core');
  return { WherebyClient, createBlankTracks };
}

/** What a connection that goes nowhere would receive: no canvas, no audio context, no device. */
function createBlankTracks(): WherebyBlanks {
  const nowhere = new RTCPeerConnection();
  const receive = (kind: MediaKind) => nowhere.addTransceiver(kind).receiver.track;
  return { audio: receive('audio'), video: receive('video'), release: () => nowhere.close() };
}
