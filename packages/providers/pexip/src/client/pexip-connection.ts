import { inOrder } from '@patchbay/contract';
import type { OutgoingMedia, ParticipantId, ProviderConnection, PublicationId } from '@patchbay/contract';
import { fail, pexipError, pexipRefusal } from '../pexip-errors.ts';
import type { PexipCall } from './pexip-call.ts';
import type { PexipConference } from './pexip-events.ts';
import type { PexipClient } from './pexip-sdk.ts';
import { encodeMessage, statsOf } from './pexip-translate.ts';
import type { PexipWatch } from './pexip-watch.ts';

/** A joined conference; `native` is the SDK's `InfinityClient`. */
export interface PexipConnection extends ProviderConnection {
  readonly native: PexipClient;
}

type Published = Pick<OutgoingMedia, 'source' | 'kind' | 'track'>;

/** `silence` is called before the conference is left, so that nothing more is reported. */
export function createPexipConnection(
  participantId: ParticipantId,
  call: PexipCall,
  conference: PexipConference,
  watch: PexipWatch,
  now: () => number,
  silence: () => void,
): PexipConnection {
  const { client } = call;
  const published = new Map<PublicationId, Published>();
  const [tellInOrder, sendInOrder] = [inOrder(), inOrder()];
  let count = 0;

  const find = (id: PublicationId): Published => {
    const found = published.get(id);
    if (!found) throw fail('not-published', 'That is not published here.');
    return found;
  };
  /** Has Pexip tell the others. A presentation is never silent. */
  const tellMute = async (source: OutgoingMedia['source'], muted: boolean): Promise<void> => {
    if (source === 'screen') return;
    const ask = () =>
      source === 'camera' ? client.muteVideo({ muteVideo: muted }) : client.clientMute({ mute: muted });
    const answer = await tellInOrder(() => watch.online().then(ask)).catch((error: unknown) => {
      throw pexipError(error);
    });
    if (answer?.status !== 200) throw pexipRefusal(answer?.data.result);
  };
  const put = async (id: PublicationId, { source, kind, muted, track }: OutgoingMedia): Promise<void> => {
    if (!track) throw fail('invalid-argument', 'Pexip needs a track to publish.');
    published.set(id, { source, kind, track });
    if (source === 'screen') return watch.online().then(() => call.present(track));
    call.send(kind, track);
    return tellMute(source, muted);
  };
  const take = (id: PublicationId, ending: Published): Published => {
    published.delete(id);
    if (ending.source === 'screen') call.stopPresenting();
    else call.send(ending.kind, undefined);
    return ending;
  };
  for (const source of ['microphone', 'camera'] as const) void tellMute(source, true).catch(() => undefined);

  return {
    participantId,
    native: client,
    async publish(media) {
      const id = `${media.source}-${(count += 1)}`;
      await put(id, media).catch((error: unknown) => {
        if (published.has(id)) take(id, media);
        throw error;
      });
      return id;
    },
    replace: async (id, media) => put(id, find(id) && media),
    async setMuted(id, muted) {
      const { source, kind, track } = find(id);
      // A camera that is muted may be closed: then its picture would stand still.
      if (source === 'camera') call.send(kind, muted ? undefined : track);
      await tellMute(source, muted);
    },
    async unpublish(id) {
      const { source } = take(id, find(id));
      await tellMute(source, true);
    },
    send: (message, to) =>
      sendInOrder(async () => {
        await watch.online();
        const uuid = to && conference.roster.uuidOf(to);
        if (to && !uuid) throw fail('participant-not-found', 'There is nobody of that id in the room.');
        // The SDK's own `sendMessage` goes from browser to browser in direct media, and says that it did when it could not.
        const path = uuid ? `participants/${uuid}/message` : 'message';
        const request = { path, method: 'POST', payload: encodeMessage(message) } as const;
        const answer = await client.sendConferenceRequest(request);
        if (!answer) throw fail('unreachable', 'The message may not have arrived.', { retryable: true });
        if (answer.status !== 200) throw pexipRefusal(Object(answer.data).result);
      }),
    stats: async () => ({ at: now(), ...statsOf(client.latestStats, conference.shown.values(), published) }),
    async disconnect() {
      silence();
      watch.stop();
      published.clear();
      await call.leave();
    },
  };
}
