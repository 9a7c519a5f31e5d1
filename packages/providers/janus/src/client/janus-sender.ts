import { type OutgoingMedia, type PublicationId, readOutboundStats } from '@patchbay/contract';
import { fail } from '../janus-errors.ts';
import type { JanusDesk } from './janus-desk.ts';
import { publicationName } from './janus-events.ts';
import type { JanusTrack } from './janus-sdk.ts';
import { describeStream } from './janus-translate.ts';

/** A place that was given up shows nothing. */
type Sent = Pick<OutgoingMedia, 'source' | 'kind' | 'muted'> & {
  readonly mid: string;
  readonly isGone: boolean;
};

/** Sends one's own tracks, one change after the other. Nobody is told of a stream before the peer connection `isUp`. */
export function createJanusSender(desk: JanusDesk, connection: string, isUp: Promise<void>) {
  const sent = new Map<PublicationId, Sent>();
  let queue: Promise<unknown> = Promise.resolve();
  const later = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const done = queue.then(work);
    queue = done.catch(() => undefined);
    return done;
  };
  const find = (id: PublicationId): Sent => {
    const found = sent.get(id);
    if (!found || found.isGone) throw fail('not-published', 'That is not published here.');
    return found;
  };
  const places = () => desk.handle.webrtcStuff.pc?.getTransceivers() ?? [];
  const senderOf = ({ mid }: Sent) => places().find((place) => place.mid === mid)?.sender;
  const describe = ({ mid, source, muted }: Sent) => ({ mid, description: describeStream(source, muted) });
  const described = () => ({ request: 'configure', descriptions: [...sent.values()].map(describe) });
  const negotiate = async (track: JanusTrack, offered?: () => void): Promise<void> => {
    const offer = await desk.offer([{ ...track, recv: false }]);
    offered?.();
    await desk.accept((await desk.ask(described(), offer)).jsep);
  };
  const unpublish = async (id: PublicationId): Promise<void> => {
    const gone = { ...find(id), isGone: true };
    sent.set(id, gone);
    await negotiate({ type: gone.kind, mid: gone.mid, capture: false, remove: true });
  };
  const publish = async ({ source, kind, muted, track }: OutgoingMedia): Promise<PublicationId> => {
    if (!track) throw fail('invalid-argument', 'Janus needs a track to publish.');
    let id = '';
    const place = (): void => {
      const mid = places().find(({ sender }) => sender.track === track)?.mid ?? '';
      id = publicationName(connection, mid);
      sent.set(id, { source, kind, mid, muted, isGone: false });
    };
    try {
      await negotiate({ type: kind, capture: track, dontStop: true }, place);
      await isUp;
      return id;
    } catch (error) {
      // Not awaited: the line may be lost for long.
      if (sent.has(id)) later(() => unpublish(id)).catch(() => undefined);
      throw error;
    }
  };
  return {
    publish: (media: OutgoingMedia) => later(() => publish(media)),
    unpublish: (id: PublicationId) => later(() => unpublish(id)),
    replace: (id: PublicationId, { track }: OutgoingMedia) =>
      later(async () => senderOf(find(id))?.replaceTrack(track ?? null)),
    setMuted: (id: PublicationId, muted: boolean) =>
      later(async () => {
        sent.set(id, { ...find(id), muted });
        await desk.ask(described());
      }),
    /** Says again what each stream shows, or that it is gone: what was said last may have been lost. */
    retell: () => later(() => desk.ask(described())),
    async stats() {
      const rows = [...sent].map(async ([publicationId, one]) => {
        const report = one.isGone ? undefined : await senderOf(one)?.getStats();
        const { source, kind } = one;
        return report && { report, row: { publicationId, source, kind, ...readOutboundStats(report) } };
      });
      return (await Promise.all(rows)).filter((row) => row !== undefined);
    },
  };
}
