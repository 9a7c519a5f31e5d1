import type { PublicationId } from '@patchbay/contract';
import type { MeshPublication } from '../mesh-wire.ts';
import type { MeshContext } from './mesh-platform.ts';

export type RemoteMedia = ReturnType<typeof createRemoteMedia>;

/** Brings together what one participant announced and what the connection brought; either may come first. */
export function createRemoteMedia(participantId: string, { report }: MeshContext) {
  const receivers = new Map<MeshPublication['stream'], RTCRtpReceiver>();
  let announced: ReadonlyMap<PublicationId, MeshPublication> = new Map();

  function show({ id, stream, source, kind, muted }: MeshPublication): void {
    const track = receivers.get(stream)?.track;
    if (track === undefined) return;
    report({ type: 'media-added', media: { id, participantId, source, kind, muted, track } });
  }

  return {
    receivers,
    announced: (): readonly MeshPublication[] => [...announced.values()],
    announce(publications: readonly MeshPublication[]): void {
      const before = announced;
      announced = new Map(publications.map((publication) => [publication.id, publication]));
      for (const { id, stream } of before.values()) {
        if (!announced.has(id) && receivers.delete(stream)) report({ type: 'media-removed', id });
      }
      for (const publication of publications) {
        const { id, muted, stream } = publication;
        const known = before.get(id);
        if (known === undefined) show(publication);
        else if (known.muted !== muted && receivers.has(stream)) report({ type: 'media-muted', id, muted });
      }
    },
    receive(streamId: string, receiver: RTCRtpReceiver): void {
      receivers.set(streamId, receiver);
      for (const publication of announced.values()) if (publication.stream === streamId) show(publication);
    },
  };
}
