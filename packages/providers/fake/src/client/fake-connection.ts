import type { InboundTrackStats, OutboundTrackStats, ProviderConnection } from '@patchbay/contract';
import type { FakeCloud } from '../fake-cloud.ts';
import { describeMix, mixKinds } from '../fake-mix.ts';
import type { FakeMember } from '../fake-member.ts';
import type { FakeRoom } from '../fake-room.ts';

/** A joined room; `native` is the cloud's own view of this connection. */
export interface FakeConnection extends ProviderConnection {
  readonly native: FakeMember;
}

const unknownNumbers = {
  packetsLost: undefined,
  frameWidth: undefined,
  frameHeight: undefined,
} as const;

/** Verbs wait while the connection is cut, and go on when it is restored. */
export function createFakeConnection(
  room: FakeRoom,
  member: FakeMember,
  { now, mixes }: Pick<FakeCloud, 'now' | 'mixes'>,
): FakeConnection {
  return {
    participantId: member.id,
    native: member,
    publish: async (media) => {
      await member.online();
      return room.publish(member, media);
    },
    replace: async (id, media) => {
      await member.online();
      room.replace(member, id, media);
    },
    unpublish: async (id) => {
      await member.online();
      room.unpublish(member, id);
    },
    setMuted: async (id, muted) => {
      await member.online();
      room.setMuted(member, id, muted);
    },
    send: async (message, to) => {
      await member.online();
      room.send(member, message, to);
    },
    stats: async () => {
      await member.online();
      return {
        at: now(),
        roundTripSeconds: undefined,
        inbound: inbound(room, member, mixes),
        outbound: outbound(member),
      };
    },
    disconnect: async () => room.remove(member),
  };
}

const inbound = (room: FakeRoom, member: FakeMember, mixes: boolean): readonly InboundTrackStats[] =>
  room.members
    .filter((other) => other !== member)
    .flatMap((other) => [...other.publications.values()].map((publication) => publication.seenBy(member.id)))
    .filter(({ source }) => !mixes || source === 'screen')
    .concat(mixes ? mixKinds.map((kind) => describeMix(kind, undefined)) : [])
    .map(({ id, participantId, source, kind }) => ({
      publicationId: id,
      participantId,
      source,
      kind,
      bytesReceived: undefined,
      jitterSeconds: undefined,
      framesDecoded: undefined,
      freezeCount: undefined,
      ...unknownNumbers,
    }));

const outbound = (member: FakeMember): readonly OutboundTrackStats[] =>
  [...member.publications.values()].map((publication) => ({
    publicationId: publication.id,
    source: publication.source,
    kind: publication.kind,
    bytesSent: undefined,
    framesEncoded: undefined,
    ...unknownNumbers,
  }));
