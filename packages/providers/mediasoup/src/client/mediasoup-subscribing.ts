import type { ParticipantId, ProviderEvent, PublicationId } from '@patchbay/contract';
import type { MediaBody, Publication } from '../mediasoup-wire.ts';
import type { Ask, Media } from './mediasoup-media.ts';
import type { MediasoupConsumer } from './mediasoup-sdk.ts';

interface Subscribed {
  readonly publication: Publication;
  readonly consumer: MediasoupConsumer;
}

/** What others publish. The server decides what is consumed; media flow once this side says that it is there to take them. */
export function createSubscribing(ask: Ask, report: (event: ProviderEvent) => void) {
  const subscribed = new Map<PublicationId, Subscribed>();

  function drop(id: PublicationId): void {
    subscribed.get(id)?.consumer.close();
    subscribed.delete(id);
    report({ type: 'media-removed', id });
  }

  return {
    async add(
      { consumer: terms, publication }: Extract<MediaBody, { type: 'consume' }>,
      media: Media,
    ): Promise<void> {
      const { id, participant, source, kind, muted } = publication;
      const consumer = await media.receive().consume({ ...terms, kind, streamId: streamOf(publication) });
      if (media.isClosed()) return consumer.close();
      subscribed.set(id, { publication, consumer });
      const about = { id, participantId: participant, source, kind, muted };
      report({ type: 'media-added', media: { ...about, track: consumer.track } });
      await ask({ type: 'consuming', consumer: consumer.id });
    },
    drop,
    /** They are dead. Those that still are come again, under the same ids. */
    forget: (): void => subscribed.clear(),
    /** Somebody left: first the tracks go, then the person. */
    dropAllOf(participant: ParticipantId): void {
      for (const { publication } of subscribed.values())
        if (publication.participant === participant) drop(publication.id);
    },
    reports: () =>
      Promise.all(
        [...subscribed.values()].map(async ({ publication, consumer }) => {
          const { id: publicationId, participant: participantId, source, kind } = publication;
          const report = await consumer.getStats().catch(() => undefined);
          return { about: { publicationId, participantId, source, kind }, report };
        }),
      ),
  };
}

/** A face and its voice are played in step, a screen and its sound too. */
const streamOf = ({ participant, source }: Publication): string =>
  `${participant}-${source.startsWith('screen') ? 'screen' : 'person'}`;
