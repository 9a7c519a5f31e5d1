import type { OutgoingMedia, ProviderConnection, PublicationId } from '@patchbay/contract';
import { fail, mediasoupError } from '../mediasoup-errors.ts';
import type { MediaRequest } from '../mediasoup-wire.ts';
import type { Ask, Media } from './mediasoup-media.ts';
import type { MediasoupEncoding, MediasoupProducer, MediasoupProducing } from './mediasoup-sdk.ts';

interface Published {
  media: OutgoingMedia;
  /** Undefined while there is nothing to send: the room moved while a camera was off. */
  producing: Promise<MediasoupProducer> | undefined;
  producer: MediasoupProducer | undefined;
}

/** Two layers of a camera, so that somebody with little bandwidth does not cost the others theirs. */
const cameraLayers: readonly MediasoupEncoding[] = [
  { maxBitrate: 150_000, scaleResolutionDownBy: 4 },
  { maxBitrate: 1_500_000 },
];
const layersOf = {
  camera: cameraLayers,
  screen: [{ maxBitrate: 2_500_000 }],
  microphone: undefined,
  'screen-audio': undefined,
} as const;

/** What is published here. `currentMedia` is the room's now, or will be once it has moved; it rejects once all is over. */
export function createPublishing(ask: Ask, connection: () => string, currentMedia: () => Promise<Media>) {
  const published = new Map<PublicationId, Published>();
  let count = 0;

  function find(id: PublicationId): Published {
    const found = published.get(id);
    if (found === undefined) throw fail('not-published', 'That is not published here.');
    return found;
  }
  /** Begins anew with the next media when those it began with are gone. */
  async function produce(publication: PublicationId): Promise<MediasoupProducer> {
    const media = await currentMedia();
    const { track, source } = find(publication).media;
    if (track === undefined) throw fail('invalid-argument', 'mediasoup needs a track to publish.');
    const encodings = layersOf[source]?.map((layer) => ({ ...layer }));
    // The session stops and silences tracks, nobody else.
    const options = {
      track,
      stopTracks: false,
      disableTrackOnPause: false,
      appData: { publication },
    } as const;
    try {
      const producer = await media.send().produce({ ...options, ...(encodings && { encodings }) });
      find(publication).producer = producer;
      return producer;
    } catch (cause) {
      if (!media.isClosed()) throw cause;
      return produce(publication);
    }
  }
  async function exchange(id: PublicationId, publication: Published, media: OutgoingMedia): Promise<void> {
    publication.media = media;
    const producer = await (publication.producing ??= produce(id));
    try {
      if (media.track !== undefined) await producer.replaceTrack({ track: media.track });
    } catch (cause) {
      if (!producer.closed) throw cause;
      // The room moved, and took the new track along.
      await publication.producing;
    }
  }
  /** What a server that was restarted did not hear, it is told by what is published anew. */
  async function tell(request: MediaRequest): Promise<void> {
    await ask(request).catch((cause: unknown) => {
      if ((cause as Error).name !== 'Interrupted') throw mediasoupError(cause);
    });
  }

  const verbs = {
    async publish(media) {
      count += 1;
      const id = `${connection()}.${count}`;
      const publication: Published = { media, producing: undefined, producer: undefined };
      published.set(id, publication);
      try {
        await (publication.producing = produce(id));
        return id;
      } catch (cause) {
        published.delete(id);
        throw mediasoupError(cause);
      }
    },
    async replace(id, media) {
      const publication = find(id);
      const before = publication.media;
      try {
        await exchange(id, publication, media);
      } catch (cause) {
        publication.media = before;
        throw mediasoupError(cause);
      }
      if (media.muted !== before.muted) await tell({ type: 'mute', publication: id, muted: media.muted });
    },
    async unpublish(id) {
      const { producing } = find(id);
      const producer = await producing?.catch(() => undefined);
      published.delete(id);
      producer?.close();
      await tell({ type: 'unpublish', publication: id });
    },
    async setMuted(id, muted) {
      const publication = find(id);
      publication.media = { ...publication.media, muted };
      await tell({ type: 'mute', publication: id, muted });
    },
  } satisfies Partial<ProviderConnection>;

  return {
    verbs,
    /** What the SDK has prepared for sending, the server is asked to take. */
    onProduce(transport: string, ...[given, proceed, failed]: Parameters<MediasoupProducing>): void {
      const { publication } = given.appData as { readonly publication: string };
      const about = published.get(publication)?.media;
      if (about === undefined) return failed(fail('aborted', 'It was taken back meanwhile.'));
      const { source, muted } = about;
      const { kind, rtpParameters } = given;
      const request = { type: 'produce', transport, publication, source, muted, kind } as const;
      ask({ ...request, rtpParameters: { ...rtpParameters } }).then(
        () => proceed({ id: publication }),
        failed,
      );
    },
    /** Publishes all again, under the same ids, over media that are new. */
    republish(): void {
      for (const [id, publication] of published) {
        // What is being published begins anew by itself.
        if (publication.producer === undefined) continue;
        const isLive = publication.media.track?.readyState === 'live';
        publication.producer = undefined;
        publication.producing = isLive ? produce(id) : undefined;
        // Whoever waits for it is told; if nobody does, it is missed on the other side.
        publication.producing?.catch(() => undefined);
      }
    },
    /** With the counters that the browser has of each. */
    reports: () =>
      Promise.all(
        [...published].map(async ([publicationId, { media, producer }]) => {
          const report = await producer?.getStats().catch(() => undefined);
          return { about: { publicationId, source: media.source, kind: media.kind }, report };
        }),
      ),
  };
}
