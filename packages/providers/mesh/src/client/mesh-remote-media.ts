import type { Attach, PublicationId } from '@patchbay/contract';
import type { MeshPublication } from '../mesh-wire.ts';
import type { MeshContext } from './mesh-platform.ts';

type AttachTo = (track: MediaStreamTrack) => Attach;
export type RemoteMedia = ReturnType<typeof createRemoteMedia>;

/** Makes `attach` functions that tell, and can mend, a browser's refusal to play. */
export function createAttacher({ createStream, report }: MeshContext): AttachTo {
  const blocked = new Set<HTMLMediaElement>();
  const resume = async (): Promise<void> => void (await Promise.all([...blocked].map(play)));

  async function play(element: HTMLMediaElement): Promise<void> {
    blocked.delete(element);
    try {
      await element.play();
    } catch (error) {
      // Any other refusal means that the element was given something else to play meanwhile.
      if ((error as DOMException).name !== 'NotAllowedError') return;
      blocked.add(element);
      report({ type: 'playback-blocked', resume });
    }
  }

  return (track) => (element) => {
    const stream = createStream([track]);
    element.srcObject = stream;
    void play(element);
    return () => {
      if (element.srcObject !== stream) return;
      element.srcObject = null;
      blocked.delete(element);
    };
  };
}

/** Brings together what one participant announced and what the connection brought; either may come first. */
export function createRemoteMedia(participantId: string, attachTo: AttachTo, { report }: MeshContext) {
  const receivers = new Map<MeshPublication['stream'], RTCRtpReceiver>();
  let announced: ReadonlyMap<PublicationId, MeshPublication> = new Map();

  function show({ id, stream, source, kind, muted }: MeshPublication): void {
    const track = receivers.get(stream)?.track;
    if (track === undefined) return;
    const attach = attachTo(track);
    report({ type: 'media-added', media: { id, participantId, source, kind, muted, track, attach } });
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
