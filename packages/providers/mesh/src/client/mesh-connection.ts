import type { Json, ParticipantId, ProviderConnection, VideoError } from '@patchbay/contract';
import { enterRoom } from '@patchbay/signalling/client';
import { meshError, refuse } from '../mesh-errors.ts';
import type { MeshBody, MeshCredentials, MeshMember, MeshProtocol, PeerSignal } from '../mesh-wire.ts';
import { createLocalMedia } from './mesh-local-media.ts';
import { openPeer, type MeshPeer } from './mesh-peer.ts';
import type { MeshContext } from './mesh-platform.ts';
import { createRemoteMedia } from './mesh-remote-media.ts';
import { sessionStats, watchQuality } from './mesh-stats.ts';

export interface MeshConnection extends ProviderConnection {
  /** The browser's own connections, by participant. */
  readonly native: { readonly peers: ReadonlyMap<ParticipantId, RTCPeerConnection> };
}

/** Joins; once joined, keeps one connection to everybody else in the room. */
export async function joinMesh(
  credentials: MeshCredentials,
  signal: AbortSignal,
  platform: MeshContext,
): Promise<MeshConnection> {
  const { participant: participantId, iceServers } = credentials;
  const { report: outside, timing } = platform;
  const peers = new Map<string, MeshPeer>();
  /** Everybody else in the room; resolves with the connection to them, once they are ready to be met. */
  const meetings = new Map<ParticipantId, PromiseWithResolvers<MeshPeer | undefined>>();
  const all = (): readonly MeshPeer[] => [...peers.values()];
  let over: VideoError | undefined;

  const longestBreak = timing.giveUp;
  const entry = { provider: 'mesh', credentials, platform, signal, report: outside, longestBreak };
  const room = enterRoom<MeshProtocol>(entry, {
    async onWelcome({ members }) {
      members.forEach(meet);
      // In the order of what is said, the others are met first by this.
      announce().catch(() => undefined);
    },
    onBody: async (body) => obey(body),
    onMemberJoined: (participant) => void meetings.set(participant, Promise.withResolvers()),
    onMemberLeft(participant) {
      meetings.get(participant)?.resolve(undefined);
      meetings.delete(participant);
      all()
        .filter(({ member }) => member.participant === participant)
        .forEach(part);
    },
    // Media go on without the server.
    onForgotten: () => undefined,
    onOver(error) {
      over = error;
      stopWatching();
      for (const peer of all()) peer.close();
      peers.clear();
      for (const { resolve } of meetings.values()) resolve(undefined);
    },
  });
  const context = { ...platform, report: room.report };
  const local = createLocalMedia(context, all, announce);
  const stopWatching = watchQuality(all, context);

  /** Resolves when the server has it. A server that has begun anew is told with the rest. */
  async function announce(): Promise<void> {
    await room.ask({ type: 'publications', publications: local.list() }).catch((cause: Error) => {
      if (cause.name !== 'Interrupted') throw over ?? meshError('provider-failure', 'Try again.', cause);
    });
  }

  function meet(member: MeshMember): void {
    const { connection: to, participant, publications } = member;
    const known = peers.get(to);
    if (known !== undefined) {
      known.media.announce(publications);
      return known.revive();
    }
    const media = createRemoteMedia(participant, context);
    const peer = openPeer(
      {
        member,
        media,
        iceServers,
        isPolite: participantId < participant,
        // What a server that has begun anew did not hear is said again when the other is met.
        onSignal: (signal: PeerSignal) =>
          void room.ask({ type: 'signal', to, signal }).catch(() => undefined),
        onMessage: (data) => hear(participant, data),
        onState: judgeMedia,
      },
      context,
    );
    peers.set(to, peer);
    meetings.get(participant)?.resolve(peer);
    media.announce(publications);
    return local.greet(peer);
  }
  function part(peer: MeshPeer): void {
    peers.delete(peer.member.connection);
    peer.close();
    peer.media.announce([]);
    judgeMedia();
  }
  /** Media are interrupted while there is somebody and no connection to anybody. */
  function judgeMedia(): void {
    const states = all().map(({ state }) => state());
    room.setMediaTrouble(states.includes('interrupted') && !states.includes('connected'));
  }
  function hear(from: ParticipantId, data: unknown): void {
    try {
      room.report({ type: 'message', from, message: JSON.parse(String(data)) as Json });
    } catch {
      // Not from a Patchbay page.
    }
  }
  function obey(body: MeshBody): void {
    if (body.type === 'member') return meet(body.member);
    const peer = peers.get(body.from);
    return body.type === 'signal' ? peer?.receive(body.signal) : peer?.media.announce(body.publications);
  }

  await room.joined;
  return {
    participantId,
    get native() {
      return { peers: new Map(all().map(({ member, rtc }) => [member.participant, rtc])) };
    },
    ...local.verbs,
    async send(message, to) {
      const receivers = [...meetings].filter(([participant]) => to === undefined || participant === to);
      const sending = receivers.map(async ([, { promise }]) =>
        (await promise)?.send(JSON.stringify(message)),
      );
      const sent = await Promise.all(sending).catch(refuse('The message could not be sent: try again.'));
      if (to === undefined || sent.includes(true)) return;
      throw meshError('participant-not-found', 'The participant has left.');
    },
    stats: () => sessionStats(all(), local, platform.now()),
    disconnect: async () => room.leave(),
  };
}
