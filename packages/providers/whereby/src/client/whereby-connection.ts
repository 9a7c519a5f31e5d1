import {
  type OutgoingMedia,
  type ProviderConnection,
  type PublishableSource,
  readInboundStats,
  readOutboundStats,
  readRoundTrip,
  type SessionStats,
  kindOfSource,
} from '@patchbay/contract';
import { fail } from '../whereby-errors.ts';
import type { FollowedRoom } from './whereby-events.ts';
import type { WherebyLocalMedia } from './whereby-local-media.ts';
import type { WherebyClient } from './whereby-sdk.ts';
import { publicationId, publishable } from './whereby-translate.ts';

/** A joined room; `native` is the SDK's `WherebyClient`. */
export interface WherebyConnection extends ProviderConnection {
  readonly native: WherebyClient;
}

export interface WherebyConnectionParts {
  readonly client: WherebyClient;
  readonly participant: string;
  readonly media: WherebyLocalMedia;
  /** What is published, true while it is muted. */
  readonly published: Map<PublishableSource, boolean>;
  readonly room: FollowedRoom;
  readonly now: () => number;
  readonly leave: () => Promise<void>;
}

export function createWherebyConnection(parts: WherebyConnectionParts): WherebyConnection {
  const { client, participant, media, published, room, now, leave } = parts;

  const sourceOf = (id: string): PublishableSource => {
    const source = publishable.find((one) => publicationId(participant, one) === id);
    if (source && published.has(source)) return source;
    throw fail('not-published', 'That is not published here.');
  };
  const change = async (source: PublishableSource, muted: boolean | undefined): Promise<void> => {
    if (muted === undefined) published.delete(source);
    else published.set(source, muted);
    tellFlags(client, published);
    await room.greet();
  };
  const send = async ({ source, track, muted }: OutgoingMedia): Promise<void> => {
    if (!track) throw fail('invalid-argument', 'Whereby needs a track to publish.');
    media.send(source, track);
    await change(source, muted);
  };

  return {
    participantId: participant,
    native: client,
    async publish(outgoing) {
      await send(outgoing);
      return publicationId(participant, outgoing.source);
    },
    async replace(id, outgoing) {
      sourceOf(id);
      await send(outgoing);
    },
    async unpublish(id) {
      const source = sourceOf(id);
      media.stop(source);
      await change(source, undefined);
    },
    setMuted: async (id, muted) => change(sourceOf(id), muted),
    send: (message) => room.say({ message }),
    stats: () => readStats(parts, now()),
    disconnect: leave,
  };
}

/** What Whereby's own clients, and its recorder, go by. */
export function tellFlags(
  client: Pick<WherebyClient, 'getStore'>,
  published: ReadonlyMap<PublishableSource, boolean>,
): void {
  const { socket } = client.getStore().getState().signalConnection;
  socket?.emit('enable_audio', { enabled: published.get('microphone') === false });
  socket?.emit('enable_video', { enabled: published.get('camera') === false });
}

async function readStats(parts: WherebyConnectionParts, at: number): Promise<SessionStats> {
  const { client, media, participant, room } = parts;
  const { peerConnections = {} } = client.getStore().getState().rtcConnection.rtcManager ?? {};
  const connections = Object.values(peerConnections).map(({ pc }) => pc);
  const outbound = [...media.sent].map(async ([source, track]) => {
    const senders = connections.flatMap((pc) => pc.getSenders()).filter((sender) => sender.track === track);
    const reports = await Promise.all(senders.map((sender) => sender.getStats()));
    const about = { publicationId: publicationId(participant, source), source, kind: kindOfSource(source) };
    return { ...about, ...readOutboundStats(reports) };
  });
  const inbound = [...room.shown.values()].map(async ({ id, participantId, source, track }) => {
    const receiver = connections.flatMap((pc) => pc.getReceivers()).find((one) => one.track === track);
    const reports = receiver ? [await receiver.getStats()] : [];
    const about = { publicationId: id, participantId, source, kind: kindOfSource(source) };
    return { ...about, ...readInboundStats(reports) };
  });
  const whole = await Promise.all(connections.map((pc) => pc.getStats()));
  return {
    at,
    roundTripSeconds: readRoundTrip(whole),
    inbound: await Promise.all(inbound),
    outbound: await Promise.all(outbound),
  };
}
