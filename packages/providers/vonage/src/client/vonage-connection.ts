import type { OutgoingMedia, ProviderConnection, ProviderEvent, PublicationId } from '@patchbay/contract';
import { readInboundStats, readOutboundStats, readRoundTrip } from '@patchbay/contract';
import { fail, vonageError } from '../vonage-errors.ts';
import type { VonageReception } from './vonage-events.ts';
import { lendTrack, type VonageLentTrack } from './vonage-lent-track.ts';
import { publisherProperties, type VonagePeer, type VonagePublisher } from './vonage-sdk.ts';
import type { VonageSdk, VonageSession } from './vonage-sdk.ts';
import { describeMedia, personOf, qualityOf } from './vonage-translate.ts';

/** A joined session; `native` is the SDK's `Session`. */
export interface VonageConnection extends ProviderConnection {
  readonly native: VonageSession;
}

interface Published extends Pick<OutgoingMedia, 'source' | 'kind'> {
  readonly publisher: VonagePublisher;
  readonly lent: VonageLentTrack;
}

export interface VonageConnectionParts {
  readonly sdk: VonageSdk;
  readonly session: VonageSession;
  readonly self: VonagePeer;
  readonly peerOf: (participantId: string) => VonagePeer | undefined;
  readonly receptions: ReadonlyMap<string, VonageReception>;
  readonly now: () => number;
  readonly report: (event: ProviderEvent) => void;
  /** Called before the session is left, so that nothing more is reported. */
  readonly silence: () => void;
}

/** One publisher per publication: one of Vonage's has at most one sound and one picture, fixed when it is made. */
export function createVonageConnection(parts: VonageConnectionParts): VonageConnection {
  const { sdk, session, self, peerOf, receptions, now, report, silence } = parts;
  const published = new Map<PublicationId, Published>();

  const find = (id: PublicationId): Published => {
    const found = published.get(id);
    if (!found) throw fail('not-published', 'That is not published here.');
    return found;
  };
  const release = ({ publisher, lent }: Published): void => {
    publisher.destroy();
    lent.takeBack();
  };
  const prepare = async ({ source: name, kind, muted }: OutgoingMedia, track: MediaStreamTrack) => {
    const isVideo = kind === 'video';
    const sources = { audioSource: isVideo ? null : track, videoSource: isVideo ? track : null };
    const switches = { publishAudio: !isVideo && !muted, publishVideo: isVideo && !muted };
    const properties = { ...publisherProperties, name, ...sources, ...switches };
    const publisher = await sdk.initPublisher.promise(undefined, properties);
    publisher.on('networkConditionChanged', ({ statsContainer: { stats } }) => {
      const quality = qualityOf(stats.mediaLink.transport.networkCondition);
      report({ type: 'quality', participantId: undefined, quality });
    });
    return publisher;
  };

  return {
    participantId: personOf(self).id,
    native: session,

    async publish(media) {
      const { source, kind, muted, track } = media;
      if (!track) throw fail('invalid-argument', 'Vonage needs a track to publish.');
      const lent = lendTrack(track, muted);
      let publisher: VonagePublisher | undefined;
      try {
        publisher = await prepare(media, lent.track);
        await session.publish.promise(publisher);
        const id = publisher.stream?.streamId;
        if (id === undefined) throw fail('connection-lost', 'The session ended while publishing.');
        published.set(id, { source, kind, publisher, lent });
        return id;
      } catch (error) {
        publisher?.destroy();
        lent.takeBack();
        throw vonageError(error);
      }
    },

    replace: () => Promise.reject(fail('unsupported', 'Vonage publishes another track anew.')),

    async unpublish(id) {
      const ending = find(id);
      published.delete(id);
      session.unpublish(ending.publisher);
      release(ending);
    },

    async setMuted(id, muted) {
      const { kind, publisher, lent } = find(id);
      const telling = (kind === 'video' ? publisher.publishVideo : publisher.publishAudio).promise(!muted);
      lent.settle(muted);
      await asOurs(telling);
    },

    async send(message, to) {
      const peer = to === undefined ? undefined : peerOf(to);
      if (to !== undefined && !peer) throw fail('participant-not-found', 'Nobody of that id is here.');
      const data = JSON.stringify(message);
      await asOurs(session.signal({ type: 'patchbay', data, ...(peer && { to: peer }) }));
    },

    async stats() {
      const sent = [...published].map(async ([publicationId, { source, kind, publisher }]) => {
        const reports = ((await orNothing(publisher.getRtcStatsReport())) ?? []).map(
          (one) => one.rtcStatsReport,
        );
        return { reports, line: { publicationId, source, kind, ...readOutboundStats(reports) } };
      });
      const received = [...receptions.values()].flatMap(({ stream, subscriber, tracks }) =>
        tracks.map(async (track) => {
          const { id: publicationId, source, kind } = describeMedia(stream, track);
          const report = (await orNothing(subscriber.getRtcStatsReport())) ?? new Map<string, unknown>();
          // A stream past Patchbay has sound and picture on one connection.
          const rows = [...report].filter(([, row]) => (Object(row) as { kind?: string }).kind === kind);
          const about = { publicationId, participantId: personOf(stream.connection).id, source, kind };
          return { reports: [report], line: { ...about, ...readInboundStats(new Map(rows)) } };
        }),
      );
      const [outgoing, incoming] = [await Promise.all(sent), await Promise.all(received)];
      return {
        at: now(),
        roundTripSeconds: readRoundTrip([...outgoing, ...incoming].flatMap(({ reports }) => reports)),
        outbound: outgoing.map(({ line }) => line),
        inbound: incoming.map(({ line }) => line),
      };
    },

    async disconnect() {
      silence();
      for (const ending of published.values()) release(ending);
      published.clear();
      await orNothing(session.disconnect());
    },
  };
}

const asOurs = <Value>(asking: Promise<Value>): Promise<Value> =>
  asking.catch((error: unknown) => Promise.reject(vonageError(error)));

/** For what the SDK refuses where there is nothing: statistics of what nobody receives (1015), leaving when it is gone. */
const orNothing = <Value>(asking: Promise<Value>): Promise<Value | undefined> =>
  asking.catch(() => undefined);
