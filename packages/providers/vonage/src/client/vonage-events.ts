import { type Json, type ParticipantId, parseJson, type ProviderEvent } from '@patchbay/contract';
import { endOf } from '../vonage-errors.ts';
import { subscriberProperties, type VonageListeners } from './vonage-sdk.ts';
import type { VonagePeer, VonageSession, VonageStream, VonageSubscriber } from './vonage-sdk.ts';
import { describeMedia, isNewer, personOf, qualityOf } from './vonage-translate.ts';

/** A stream of somebody else that we receive. */
export interface VonageReception {
  readonly stream: VonageStream;
  readonly subscriber: VonageSubscriber;
  /** Empty until it arrives. */
  tracks: readonly MediaStreamTrack[];
}

/**
 * Subscribes to every stream of everybody else, as Vonage leaves that to the application, and tells what arrives, and what
 * else happens. What is received is in the map, by stream.
 */
export function followSession(session: VonageSession, report: (event: ProviderEvent) => void) {
  const receptions = new Map<string, VonageReception>();
  const isSelf = (connectionId: string): boolean => connectionId === session.connection?.connectionId;
  const mediaOf = ({ streamId }: VonageStream) => {
    const { stream, tracks } = receptions.get(streamId) ?? {};
    return stream && tracks ? tracks.map((track) => ({ ...describeMedia(stream, track), track })) : [];
  };

  const receive = (stream: VonageStream): void => {
    const participantId = personOf(stream.connection).id;
    const subscriber = session.subscribe(stream, undefined, subscriberProperties);
    const reception: VonageReception = { stream, subscriber, tracks: [] };
    receptions.set(stream.streamId, reception);
    subscriber.on('mediaStreamAvailable', ({ mediaStream }) => {
      reception.tracks = mediaStream.getTracks();
      for (const media of mediaOf(stream))
        report({ type: 'media-added', media: { ...media, participantId } });
    });
    const pause = (paused: boolean) => (event: { readonly reason: string }) => {
      const pictures = mediaOf(stream).filter(({ kind }) => kind === 'video' && event.reason === 'quality');
      for (const { id } of pictures) report({ type: 'media-paused', id, paused });
    };
    subscriber.on('videoDisabled', pause(true));
    subscriber.on('videoEnabled', pause(false));
    subscriber.on('networkConditionChanged', ({ stats: { mediaLink } }) => {
      const quality = qualityOf(mediaLink.remotePublisherTransport.networkCondition);
      report({ type: 'quality', participantId, quality });
    });
  };

  const listeners: Omit<VonageListeners, 'connectionCreated' | 'connectionDestroyed'> = {
    streamCreated: ({ stream }) => {
      if (!isSelf(stream.connection.connectionId)) receive(stream);
    },
    streamDestroyed: ({ stream }) => {
      for (const { id } of mediaOf(stream)) report({ type: 'media-removed', id });
      receptions.delete(stream.streamId);
    },
    streamPropertyChanged: ({ stream }) => {
      for (const { id, muted } of mediaOf(stream)) report({ type: 'media-muted', id, muted });
    },
    'signal:patchbay': ({ from, data }) => {
      const message = parseJson(data ?? '') as Json | undefined;
      if (from === null || message === undefined || isSelf(from.connectionId)) return;
      report({ type: 'message', from: personOf(from).id, message });
    },
    sessionReconnecting: () => report({ type: 'interrupted', scope: 'signalling' }),
    sessionReconnected: () => report({ type: 'restored' }),
    sessionDisconnected: ({ reason }) => report({ type: 'closed', ...endOf(reason) }),
  };
  return { listeners, receptions: receptions as ReadonlyMap<string, VonageReception> };
}

/**
 * Vonage gives every join a connection of its own and lets the same person in twice. So of two connections of one person
 * only the newer counts: who finds a newer one of oneself is `superseded`, and of somebody else the older goes unnoticed.
 */
export function followPeople(
  session: VonageSession,
  report: (event: ProviderEvent) => void,
  superseded: () => void,
) {
  const others = new Map<string, VonagePeer>();
  /** The newest connection of somebody else. */
  const peerOf = (id: ParticipantId): VonagePeer | undefined =>
    [...others.values()]
      .filter((peer) => personOf(peer).id === id)
      .toSorted((one, other) => (isNewer(one, other) ? -1 : 1))[0];

  const listeners: Pick<VonageListeners, 'connectionCreated' | 'connectionDestroyed'> = {
    connectionCreated: ({ connection: peer }) => {
      const { connection: self } = session;
      if (!self || peer.connectionId === self.connectionId) return;
      const participant = personOf(peer);
      if (participant.id !== personOf(self).id) {
        others.set(peer.connectionId, peer);
        report({ type: 'participant-joined', participant });
      } else if (isNewer(peer, self)) superseded();
    },
    connectionDestroyed: ({ connection }) => {
      const participantId = personOf(connection).id;
      const isGone = others.delete(connection.connectionId) && !peerOf(participantId);
      if (isGone) report({ type: 'participant-left', participantId });
    },
  };
  return { listeners, peerOf };
}
