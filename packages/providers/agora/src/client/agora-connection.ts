import type { OutgoingMedia, ProviderConnection, PublicationId } from '@patchbay/contract';
import { readInboundStats, readOutboundStats, readRoundTrip } from '@patchbay/contract';
import { asOurs, fail } from '../agora-errors.ts';
import { participantIdOf } from '../agora-uids.ts';
import type { AgoraRoom } from './agora-events.ts';
import type { AgoraScreen } from './agora-screen.ts';
import type { AgoraClient, AgoraTrack, AgoraSdk } from './agora-sdk.ts';
import type { AgoraTalk } from './agora-talk.ts';
import { describeMedia, isScreenSource } from './agora-translate.ts';

/** A joined channel; `native` is the SDK's `IAgoraRTCClient`. */
export interface AgoraConnection extends ProviderConnection {
  readonly native: AgoraClient;
}

type Published = Pick<OutgoingMedia, 'source' | 'kind'> & { readonly track: AgoraTrack };

export interface AgoraConnectionParts {
  readonly sdk: AgoraSdk;
  readonly client: AgoraClient;
  readonly screen: AgoraScreen;
  readonly uid: number;
  readonly talk: AgoraTalk;
  readonly room: AgoraRoom;
  readonly now: () => number;
  /** Tells nothing more, then leaves; never rejects. */
  readonly leave: () => Promise<void>;
}

/** Tracks are sent as they are and never closed, which would stop them: the session mutes and ends them itself. */
export function createAgoraConnection(parts: AgoraConnectionParts): AgoraConnection {
  const { sdk, client, screen, uid, talk, room, now, leave } = parts;
  const published = new Map<PublicationId, Published>();
  let count = 0;

  const find = (id: PublicationId): Published => {
    const found = published.get(id);
    if (!found) throw fail('not-published', 'That is not published here.');
    return found;
  };
  const begin = ({ source, track }: Published): Promise<unknown> =>
    isScreenSource(source) ? screen.publish(track) : client.publish([track as never]);
  const end = ({ source, track }: Published): Promise<unknown> =>
    isScreenSource(source) ? screen.unpublish(track) : client.unpublish([track as never]);

  return {
    participantId: participantIdOf(uid),
    native: client,

    async publish({ source, kind, muted, track: mediaStreamTrack }) {
      if (!mediaStreamTrack) throw fail('invalid-argument', 'Agora needs a track to publish.');
      const create = kind === 'video' ? sdk.createCustomVideoTrack : sdk.createCustomAudioTrack;
      const publishing = { source, kind, track: create({ mediaStreamTrack }) };
      // Before the track: who hears of it knows then that it is silent.
      await talk.setMuted(source, muted);
      await asOurs(begin(publishing));
      count += 1;
      const id = `${source}-${count}`;
      published.set(id, publishing);
      return id;
    },

    replace: () => Promise.reject(fail('unsupported', 'Agora publishes another track anew.')),
    send: (message) => talk.send(message),
    setMuted: async (id, muted) => talk.setMuted(find(id).source, muted),
    async unpublish(id) {
      const ending = find(id);
      published.delete(id);
      talk.forget(ending.source);
      await asOurs(end(ending));
    },

    async stats() {
      const sent = [...published].map(async ([publicationId, { source, kind, track }]) => {
        const report = await statsOf(track.getRTCRtpTransceiver()?.sender);
        return { report, line: { publicationId, source, kind, ...readOutboundStats(report) } };
      });
      const received = [...room.receptions].map(async ([publicationId, { uid: owner, kind, track }]) => {
        const { participantId, source } = describeMedia(owner, kind);
        const report = await statsOf(track.getRTCRtpTransceiver()?.receiver);
        return { report, line: { publicationId, participantId, source, kind, ...readInboundStats(report) } };
      });
      const [outgoing, incoming] = [await Promise.all(sent), await Promise.all(received)];
      return {
        at: now(),
        roundTripSeconds: readRoundTrip([...outgoing, ...incoming].map(({ report }) => report)),
        outbound: outgoing.map(({ line }) => line),
        inbound: incoming.map(({ line }) => line),
      };
    },

    disconnect() {
      published.clear();
      return leave();
    },
  };
}

const statsOf = async (
  source: { getStats(): Promise<RTCStatsReport> } | undefined,
): Promise<RTCStatsReport> => (await source?.getStats().catch(() => undefined)) ?? new Map<string, unknown>();
