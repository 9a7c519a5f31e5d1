import {
  isVideoError,
  type Json,
  type ParticipantId,
  type ProviderEvent,
  type ProviderId,
  VideoError,
  type VideoErrorCode,
} from '@patchbay/contract';
import { type Ending, endingError, isWanted, reasonOf } from '../endings.ts';
import type {
  CommonBody,
  CommonRequest,
  Member,
  Opened,
  Protocol,
  SignallingCredentials,
} from '../frames.ts';
import { timerOn } from '../timer.ts';
import type { SignallingPlatform } from './browser-platform.ts';
import { openConversation } from './conversation.ts';

export interface RoomEntry {
  readonly provider: ProviderId;
  readonly credentials: SignallingCredentials;
  readonly platform: SignallingPlatform;
  /** Fires when the join is abandoned. */
  readonly signal: AbortSignal;
  readonly report: (event: ProviderEvent) => void;
  /** How long media may be gone, in milliseconds. */
  readonly longestBreak: number;
}

/** What a provider does with what it is told. Each is called when the one before has settled. */
export interface RoomListener<P extends Protocol> {
  /** One is in, anew: at first, and when the server had forgotten. Whatever was agreed before is void. */
  onWelcome(welcome: P['welcome']): Promise<void>;
  onBody(body: P['body']): Promise<void>;
  /** Before the participant's coming is reported, or a roster with them; not for those who come back. */
  onMemberJoined?(participant: ParticipantId): void;
  /** Before the participant's leaving is reported. */
  onMemberLeft(participant: ParticipantId): void;
  /** At once when the server has forgotten, before what is asked is refused. */
  onForgotten(): void;
  /** The end: let go of everything. What was asked and not answered is refused; this is why. */
  onOver(error: VideoError): void;
}

/** Milliseconds for which whoever is not back after a restart is waited for: more than the longest pause between attempts. */
const comeback = 10_000;

const refusals: Readonly<Record<string, readonly [VideoErrorCode, message: string]>> = {
  ParticipantNotFound: ['participant-not-found', 'The participant has left.'],
  Interrupted: ['connection-lost', 'The server forgot about it. Try again.'],
};

/**
 * Joins a room of our own and keeps to it: over lost sockets, and over a restart of the server. Reports people, messages,
 * interruptions and the end; the provider reports its media.
 */
export function enterRoom<P extends Protocol>(
  { provider, credentials, platform, signal, report: outside, longestBreak }: RoomEntry,
  listener: RoomListener<P>,
) {
  const over = new AbortController();
  const [giveUp, farewell] = [timerOn(platform.schedule), timerOn(platform.schedule)];
  const people = new Map<ParticipantId, Member>();
  /** Those among them who are not back since the server has begun anew. */
  const missing = new Set<ParticipantId>();
  const troubles = new Set<'signalling' | 'media'>();
  const joined = Promise.withResolvers<void>();
  const aborted = new VideoError('aborted', 'The session was left.', { provider });
  let [connection, isJoined] = ['', false];
  let obeyed = Promise.resolve();
  const report = (event: ProviderEvent): void => void (over.signal.aborted || outside(event));

  function finish(error: VideoError): void {
    over.abort();
    giveUp.clear();
    farewell.clear();
    conversation.close();
    listener.onOver(error);
    joined.promise.catch(() => undefined);
    joined.reject(error);
  }
  function end(ending: Ending): void {
    if (over.signal.aborted) return;
    const error = endingError(ending, provider);
    finish(error);
    if (isJoined)
      outside({ type: 'closed', reason: reasonOf(ending), error: isWanted(ending) ? undefined : error });
  }
  function setTrouble(scope: 'signalling' | 'media', isThere: boolean): void {
    if (isThere && !troubles.has(scope)) report({ type: 'interrupted', scope });
    if (isThere) troubles.add(scope);
    else if (troubles.delete(scope) && troubles.size === 0) report({ type: 'restored' });
  }

  /** Tells whether it is another join than the one that was there. */
  function greet(member: Member): boolean {
    const { participant, connection } = member;
    const known = people.get(participant);
    missing.delete(participant);
    if (known?.connection === connection) return false;
    if (known !== undefined) part(participant);
    people.set(participant, member);
    listener.onMemberJoined?.(participant);
    return true;
  }
  function part(participant: ParticipantId): void {
    missing.delete(participant);
    people.delete(participant);
    listener.onMemberLeft(participant);
    report({ type: 'participant-left', participantId: participant });
  }
  async function obey(body: P['body'] | CommonBody): Promise<void> {
    // A provider's own types are none of these.
    const common = body as CommonBody;
    switch (common.type) {
      case 'member-joined':
        if (greet(common.member))
          report({ type: 'participant-joined', participant: personOf(common.member) });
        return undefined;
      case 'member-left':
        return part(common.participant);
      case 'message':
        return report({ type: 'message', from: common.from, message: common.message });
      case 'answer':
      case 'ping':
        return undefined;
      default:
        return listener.onBody(body);
    }
  }
  async function settle({ members, welcome }: NonNullable<Opened<P>['fresh']>): Promise<void> {
    for (const participant of people.keys()) missing.add(participant);
    members.forEach(greet);
    farewell.set(comeback, () => inTurn(async () => missing.forEach(part)));
    if (missing.size === 0) farewell.clear();
    report({ type: 'roster', participants: [...people.values()].map(personOf) });
    try {
      await listener.onWelcome(welcome);
    } catch (cause) {
      // Forgotten once more meanwhile: what is to be done then has its turn after this.
      if (isJoined && (cause as Error).name === 'Interrupted') return;
      if (isJoined) end('seat-lost');
      throw cause;
    }
    isJoined = true;
    joined.resolve();
    setTrouble('signalling', false);
  }
  /** In order, also what takes time: a track that is muted while it is subscribed to is there before it is muted. */
  function inTurn(work: () => Promise<void>): void {
    obeyed = obeyed
      .then(() => (over.signal.aborted ? undefined : work()))
      // What goes wrong with one thing once joined, goes wrong with that thing.
      .catch((cause: unknown) => (isJoined ? undefined : finish(errorOf(cause))));
  }
  function errorOf(cause: unknown): VideoError {
    if (isVideoError(cause)) return cause;
    const name = cause instanceof Error ? cause.name : undefined;
    const [code, message] = refusals[name ?? ''] ?? [
      'provider-failure',
      'The server, or the browser, refused.',
    ];
    return new VideoError(code, message, { provider, cause, vendorCode: name });
  }
  function onOpened({ fresh, connection: own }: Opened<P>): void {
    connection = own;
    if (fresh === undefined) setTrouble('signalling', false);
    else inTurn(() => settle(fresh));
  }

  if (signal.aborted) throw aborted;
  const conversation = openConversation<P>(credentials, platform, {
    onOpened,
    onBody: (body) => inTurn(() => obey(body)),
    onLost: () => setTrouble('signalling', true),
    onForgotten: listener.onForgotten,
    onEnd: end,
  });
  platform.onPageGone(conversation.close, over.signal);
  // Once joined, the signal means nothing any more.
  signal.addEventListener('abort', () => isJoined || finish(aborted), { signal: over.signal });

  return {
    ask: conversation.ask,
    report,
    connection: (): string => connection,
    /** Settles when the provider has settled in, or the join has failed. */
    joined: joined.promise,
    isOver: (): boolean => over.signal.aborted,
    /** Media were lost after they had flowed, or are back. */
    setMediaTrouble(isThere: boolean): void {
      if (over.signal.aborted) return;
      if (!isThere) giveUp.clear();
      else if (!troubles.has('media')) giveUp.set(longestBreak, () => end('seat-lost'));
      setTrouble('media', isThere);
    },
    async send(message: Json, to: ParticipantId | undefined): Promise<void> {
      const request: CommonRequest =
        to === undefined ? { type: 'message', message } : { type: 'message', message, to };
      await conversation.ask(request).catch((cause: unknown) => {
        throw errorOf(cause);
      });
    },
    leave: (): void => finish(aborted),
  };
}

const personOf = ({ participant: id, userKey }: Member) => ({ id, userKey });
