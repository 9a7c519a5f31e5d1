import type { Json, ParticipantId, ProviderConnection, ProviderEvent, VideoError } from '@patchbay/contract';
import { createTimer } from '../mesh-schedule.ts';
import type { MeshCredentials, MeshMember, PeerSignal, ServerFrame } from '../mesh-wire.ts';
import { errorOf, meshError, reasonOf, refuse, type MeshEnding } from '../mesh-errors.ts';
import { createLocalMedia } from './mesh-local-media.ts';
import { openPeer, type MeshPeer } from './mesh-peer.ts';
import type { MeshContext } from './mesh-platform.ts';
import { createRemoteMedia } from './mesh-remote-media.ts';
import { openSignalling } from './mesh-signalling.ts';
import { sessionStats, watchQuality } from './mesh-stats.ts';

export interface MeshConnection extends ProviderConnection {
  /** The browser's own connections, by participant. */
  readonly native: { readonly peers: ReadonlyMap<ParticipantId, RTCPeerConnection> };
}

/** Joins; once joined, keeps one connection to everybody else in the room. */
export async function joinMesh(
  credentials: MeshCredentials,
  signal: AbortSignal,
  outside: MeshContext,
): Promise<MeshConnection> {
  const { participant: participantId, iceServers } = credentials;
  const peers = new Map<string, MeshPeer>();
  const troubles = new Set<'signalling' | 'media'>();
  const { timing } = outside;
  const giveUp = createTimer(outside.schedule);
  const over = new AbortController();
  /** Settled while signalling stands. */
  let line = Promise.withResolvers<void>();
  let isJoined = false;
  const tell = (event: ProviderEvent): void => void (over.signal.aborted || outside.report(event));
  const context = { ...outside, report: tell };
  const all = (): readonly MeshPeer[] => [...peers.values()];
  const local = createLocalMedia(context, all, announce);
  const aborted = meshError('aborted', 'The session was left.');

  /** What is changed while signalling is lost is told when it is back. */
  function announce(): Promise<void> {
    signalling.send({ type: 'publications', publications: local.list() });
    return line.promise;
  }

  /** Lets go of everything; nothing is told after. */
  function finish(error: VideoError): void {
    over.abort();
    signalling.close();
    stopWatching();
    giveUp.clear();
    for (const peer of all()) peer.close();
    peers.clear();
    line.promise.catch(() => undefined);
    line.reject(error);
  }
  function end(ending: MeshEnding): void {
    const [error, reason] = [errorOf(ending), reasonOf(ending)];
    const isRegular = reason === 'removed' || reason === 'room-ended' || reason === 'duplicate';
    finish(error);
    if (isJoined) outside.report({ type: 'closed', reason, error: isRegular ? undefined : error });
  }
  function setTrouble(scope: 'signalling' | 'media', isThere: boolean): void {
    if (isThere && !troubles.has(scope)) tell({ type: 'interrupted', scope });
    if (isThere) troubles.add(scope);
    else if (troubles.delete(scope) && troubles.size === 0) tell({ type: 'restored' });
  }

  /** Media are interrupted while there is somebody and no connection to anybody. */
  function judgeMedia(): void {
    const states = all().map(({ state }) => state());
    const isDown = states.includes('interrupted') && !states.includes('connected');
    if (!isDown) giveUp.clear();
    else if (!troubles.has('media')) giveUp.set(() => end('connection-lost'), timing.media.giveUp);
    setTrouble('media', isDown);
  }

  function meet(member: MeshMember): void {
    const { connection: to, participant, userKey, publications } = member;
    const known = peers.get(to);
    if (over.signal.aborted) return undefined;
    if (known !== undefined) {
      known.farewell.clear();
      known.media.announce(publications);
      return known.revive();
    }
    for (const older of all()) if (older.member.participant === participant) part(older);
    tell({ type: 'participant-joined', participant: { id: participant, userKey } });
    const media = createRemoteMedia(participant, context);
    const isPolite = participantId < participant;
    const onSignal = (signal: PeerSignal): void => signalling.send({ type: 'signal', to, signal });
    const onMessage = (data: unknown): void => hear(participant, data);
    const terms = { member, media, isPolite, iceServers, onSignal, onMessage, onState: judgeMedia };
    const peer = openPeer(terms, context);
    peers.set(to, peer);
    media.announce(publications);
    return local.greet(peer);
  }
  function part(peer: MeshPeer): void {
    peers.delete(peer.member.connection);
    peer.close();
    peer.media.announce([]);
    tell({ type: 'participant-left', participantId: peer.member.participant });
    judgeMedia();
  }
  function hear(from: ParticipantId, data: unknown): void {
    try {
      tell({ type: 'message', from, message: JSON.parse(String(data)) as Json });
    } catch {
      // Not from a Patchbay page.
    }
  }

  function enter(members: readonly MeshMember[]): void {
    // After a restart of the server the others may take a moment to come back; their media go on.
    for (const peer of all()) peer.farewell.set(() => part(peer), timing.signalling.rejoin);
    for (const member of members) meet(member);
    if (isJoined) void announce();
    isJoined = true;
    line.resolve();
    setTrouble('signalling', false);
  }
  function obey(frame: ServerFrame): void {
    const peer = 'from' in frame ? peers.get(frame.from) : undefined;
    if (frame.type === 'joined') enter(frame.members);
    else if (frame.type === 'member') meet(frame.member);
    else if (peer === undefined) return;
    else if (frame.type === 'member-left') part(peer);
    else if (frame.type === 'signal') peer.receive(frame.signal);
    else if (frame.type === 'publications') peer.media.announce(frame.publications);
  }
  function onLost(): void {
    line = Promise.withResolvers();
    setTrouble('signalling', true);
  }

  if (signal.aborted) throw aborted;
  const listener = { publications: local.list, onFrame: obey, onLost, onEnd: end };
  const signalling = openSignalling(credentials, context, listener);
  const stopWatching = watchQuality(all, context);
  context.onPageGone(signalling.close, over.signal);
  // Once joined, the signal means nothing any more.
  signal.addEventListener('abort', () => isJoined || finish(aborted), { signal: over.signal });
  await line.promise;
  return {
    participantId,
    get native() {
      return { peers: new Map(all().map(({ member, rtc }) => [member.participant, rtc])) };
    },
    ...local.verbs,
    async send(message, to) {
      const receivers = all().filter(({ member }) => to === undefined || member.participant === to);
      const sending = receivers.map((peer) => peer.send(JSON.stringify(message)));
      const sent = await Promise.all(sending).catch(refuse('The message could not be sent: try again.'));
      if (to === undefined || sent.includes(true)) return;
      throw meshError('participant-not-found', 'The participant has left.');
    },
    stats: () => sessionStats(all(), local, context.now()),
    disconnect: async () => finish(aborted),
  };
}
