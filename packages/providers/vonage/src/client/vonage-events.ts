import type { MediaKind, ProviderEvent } from '@patchbay/contract';
import { endOf } from '../vonage-errors.ts';
import {
  subscriberProperties,
  type VonageListeners,
  type VonageSession,
  type VonageStream,
  type VonageSubscriber,
} from './vonage-sdk.ts';
import { type DescribedMedia, describeMedia, parseJson, personOf, qualityOf } from './vonage-translate.ts';

/** A stream of somebody else that we receive. */
export interface VonageReception {
  readonly stream: VonageStream;
  readonly subscriber: VonageSubscriber;
  /** Empty until it arrives. */
  media: readonly DescribedMedia[];
}

const kindOf = ({ kind }: MediaStreamTrack): MediaKind => (kind === 'audio' ? 'audio' : 'video');

/**
 * Subscribes to every stream of everybody else, as Vonage leaves that to the application, and tells what arrives, and what
 * else happens. What is received is in the map, by stream.
 */
export function followSession(session: VonageSession, report: (event: ProviderEvent) => void) {
  const receptions = new Map<string, VonageReception>();
  const isSelf = (connectionId: string): boolean => connectionId === session.connection?.connectionId;

  const receive = (stream: VonageStream): void => {
    const participantId = personOf(stream.connection).id;
    const subscriber = session.subscribe(stream, undefined, subscriberProperties);
    const reception: VonageReception = { stream, subscriber, media: [] };
    receptions.set(stream.streamId, reception);
    subscriber.on('mediaStreamAvailable', ({ mediaStream }) => {
      if (receptions.get(stream.streamId) !== reception) return;
      const arrived = mediaStream
        .getTracks()
        .map((track) => ({ ...describeMedia(stream, kindOf(track)), participantId, track }));
      reception.media = arrived;
      for (const media of arrived) report({ type: 'media-added', media });
    });
    subscriber.on('networkConditionChanged', ({ stats: { mediaLink } }) => {
      const quality = qualityOf(mediaLink.remotePublisherTransport.networkCondition);
      report({ type: 'quality', participantId, quality });
    });
  };

  const listeners: Omit<VonageListeners, 'connectionCreated' | 'connectionDestroyed'> = {
    streamCreated: ({ stream }) => {
      if (!isSelf(stream.connection.connectionId)) receive(stream);
    },
    streamDestroyed: ({ stream: { streamId } }) => {
      for (const { id } of receptions.get(streamId)?.media ?? []) report({ type: 'media-removed', id });
      receptions.delete(streamId);
    },
    streamPropertyChanged: ({ stream }) => {
      for (const { kind } of receptions.get(stream.streamId)?.media ?? []) {
        const { id, muted } = describeMedia(stream, kind);
        report({ type: 'media-muted', id, muted });
      }
    },
    'signal:patchbay': ({ from, data }) => {
      const message = parseJson(data);
      if (from === null || message === undefined || isSelf(from.connectionId)) return;
      report({ type: 'message', from: personOf(from).id, message });
    },
    sessionReconnecting: () => report({ type: 'interrupted', scope: 'signalling' }),
    sessionReconnected: () => report({ type: 'restored' }),
    sessionDisconnected: ({ reason }) => report({ type: 'closed', ...endOf(reason) }),
  };
  return { listeners, receptions: receptions as ReadonlyMap<string, VonageReception> };
}
