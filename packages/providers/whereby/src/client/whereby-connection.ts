import { kindOfSource, readInboundStats, readOutboundStats, readRoundTrip } from '@patchbay/contract';
import type { OutgoingMedia, ProviderConnection, PublishableSource, SessionStats } from '@patchbay/contract';
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
  readonly room: FollowedRoom;
  readonly now: () => number;
  /** Leaves the room and lets go of everything. */
  readonly leave: () => Promise<void>;
}

export function createWherebyConnection(parts: WherebyConnectionParts): WherebyConnection {
  const { client, participant, media, room, now, leave } = parts;

  const sourceOf = (id: string): PublishableSource => {
    const source = publishable.find((one) => publicationId(participant, one) === id);
    if (source && media.sent.has(source)) return source;
    throw fail('not-published', 'That is not published here.');
  };
  /** The others are told by a hello. */
  const change = async (apply: () => void): Promise<void> => {
    apply();
    await room.greet();
  };
  const send = ({ source, track, muted }: OutgoingMedia): void => {
    if (!track) throw fail('invalid-argument', 'Whereby needs a track to publish.');
    media.send(source, track, muted);
  };

  return {
    participantId: participant,
    native: client,
    async publish(outgoing) {
      await change(() => send(outgoing));
      return publicationId(participant, outgoing.source);
    },
    replace: (id, outgoing) => change(() => send({ ...outgoing, source: sourceOf(id) })),
    unpublish: (id) => change(() => media.stop(sourceOf(id))),
    setMuted: (id, muted) => change(() => media.setMuted(sourceOf(id), muted)),
    send: (message) => room.say({ message }),
    stats: () => readStats(parts, now()),
    async disconnect() {
      room.stop();
      await leave();
    },
  };
}

async function readStats(parts: WherebyConnectionParts, at: number): Promise<SessionStats> {
  const { participant, media, room } = parts;
  const connections = media.connections();
  type Carrier = Pick<RTCRtpSender, 'track' | 'getStats'>;
  const read = (carriers: readonly Carrier[], track: MediaStreamTrack): Promise<RTCStatsReport[]> =>
    Promise.all(carriers.filter((one) => one.track === track).map((one) => one.getStats()));
  const senders = connections.flatMap((pc) => pc.getSenders());
  const receivers = connections.flatMap((pc) => pc.getReceivers());
  const outbound = [...media.sent].map(async ([source, { track }]) => {
    const about = { publicationId: publicationId(participant, source), source, kind: kindOfSource(source) };
    return { ...about, ...readOutboundStats(await read(senders, track)) };
  });
  const inbound = [...room.shown.values()].map(async ({ id, participantId, source, track }) => {
    const about = { publicationId: id, participantId, source, kind: kindOfSource(source) };
    return { ...about, ...readInboundStats(await read(receivers, track)) };
  });
  return {
    at,
    roundTripSeconds: readRoundTrip(await Promise.all(connections.map((pc) => pc.getStats()))),
    inbound: await Promise.all(inbound),
    outbound: await Promise.all(outbound),
  };
}
