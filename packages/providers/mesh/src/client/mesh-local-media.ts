import type { OutgoingMedia, ProviderConnection, PublicationId } from '@patchbay/contract';
import { meshError, refuse } from '../mesh-errors.ts';
import type { MeshPublication } from '../mesh-wire.ts';
import type { MeshPeer, Peers } from './mesh-peer.ts';
import type { MeshPlatform } from './mesh-platform.ts';

type Published = { readonly id: PublicationId; readonly stream: MediaStream; media: OutgoingMedia };
export type LocalMedia = ReturnType<typeof createLocalMedia>;

/** What is published here: the same to every peer, now and yet to come. `announce` tells them. */
export function createLocalMedia(platform: MeshPlatform, peers: Peers, announce: () => Promise<void>) {
  const published = new Map<PublicationId, Published>();
  const list = (): MeshPublication[] =>
    [...published.values()].map(({ id, stream, media: { source, kind, muted } }) => {
      return { id, stream: stream.id, source, kind, muted };
    });
  const sendersOf = (id: PublicationId): readonly RTCRtpSender[] =>
    peers().flatMap(({ transceivers }) => transceivers.get(id)?.sender ?? []);
  function find(id: PublicationId): Published {
    const publication = published.get(id);
    if (publication === undefined) throw meshError('not-published', 'Publish it first.');
    return publication;
  }
  function sendTo({ rtc, transceivers }: MeshPeer, { id, stream, media }: Published): void {
    const init: RTCRtpTransceiverInit = { direction: 'sendonly', streams: [stream] };
    transceivers.set(id, rtc.addTransceiver(media.track ?? media.kind, init));
  }
  function withdraw(id: PublicationId): void {
    published.delete(id);
    for (const { transceivers } of peers()) transceivers.get(id)?.stop();
  }
  async function exchange(publication: Published, media: OutgoingMedia): Promise<void> {
    publication.media = media;
    const senders = sendersOf(publication.id);
    await Promise.all(senders.map((sender) => sender.replaceTrack(media.track ?? null)));
  }

  const verbs: Pick<ProviderConnection, 'publish' | 'replace' | 'unpublish' | 'setMuted'> = {
    async publish(media) {
      const publication = { id: platform.randomId(), stream: platform.createStream([]), media };
      published.set(publication.id, publication);
      try {
        for (const peer of peers()) sendTo(peer, publication);
      } catch (cause) {
        withdraw(publication.id);
        await refuse('The browser did not take the track.')(cause);
      }
      await announce();
      return publication.id;
    },
    async replace(id, media) {
      const publication = find(id);
      const before = publication.media;
      await exchange(publication, media).catch(async (cause) => {
        await exchange(publication, before);
        await refuse('The browser did not take the new track.')(cause);
      });
      if (media.muted !== before.muted) await announce();
    },
    async unpublish(id) {
      withdraw(find(id).id);
      await announce();
    },
    async setMuted(id, muted) {
      const publication = find(id);
      publication.media = { ...publication.media, muted };
      await announce();
    },
  };
  const greet = (peer: MeshPeer): void => published.forEach((publication) => sendTo(peer, publication));
  return { list, sendersOf, verbs, greet };
}
