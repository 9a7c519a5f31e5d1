import type { BackendContext, SignallingSocket } from '@patchbay/contract';
import { closeCodeOf, type Ending } from '../endings.ts';
import type { CommonBody, CommonRequest, Protocol, ServerFrame } from '../frames.ts';
import { type Schedule, timerOn } from '../timer.ts';
import type { Grant } from './guest-list.ts';
import type { FrameReader } from './read-frame.ts';
import { refusal } from './refusal.ts';
import { othersThan, type Seat } from './seat.ts';
import type { ServerTiming } from './server-timing.ts';

type Obey<P extends Protocol> = (seat: Seat<P>, body: P['request'] | CommonRequest, number: number) => void;

/** What a socket needs of the rooms. */
export interface LinkHost<P extends Protocol> {
  readonly context: BackendContext;
  readonly schedule: Schedule;
  readonly timing: ServerTiming;
  /** Every open socket, by what closes it. */
  readonly links: Set<(ending: Ending) => void>;
  readonly readFrame: FrameReader<P['request']>;
  keptSeat(grant: Grant): Seat<P> | undefined;
  seatFor(grant: Grant, obey: Obey<P>): Seat<P> | Ending;
  /** Resolves when the seat has its place; rejects when it cannot have one. */
  furnish(seat: Seat<P>): Promise<void>;
  stand(seat: Seat<P>, ending: Ending): void;
  /** The socket is gone, since `at` give or take: the seat is kept for the grace time. */
  lose(seat: Seat<P>, at: number, precision: number): void;
  tell(seat: Seat<P>, body: P['body'] | CommonBody): void;
}

/** Serves one browser's socket: it must open the conversation in time, and be heard of now and then. */
export function openLink<P extends Protocol>(socket: SignallingSocket, host: LinkHost<P>): void {
  type ASeat = Seat<P>;
  const { context, schedule, timing, links, readFrame, stand, tell } = host;
  const timer = timerOn(schedule);
  let state: 'new' | 'opening' | 'open' | 'closed' = 'new';
  let seat: ASeat | undefined;
  let heardAt = context.now();
  const send = (text: string): void => void (state === 'open' && socket.send(text));

  function hangUp(ending: Ending): void {
    if (state === 'closed') return;
    state = 'closed';
    timer.clear();
    links.delete(hangUp);
    socket.close(closeCodeOf(ending), ending);
  }
  /** The other end is gone without a word; its seat is kept for a while. */
  function vanish(at: number, precision: number): void {
    if (state === 'closed') return;
    hangUp('network');
    if (seat === undefined) return;
    seat.line.pause();
    host.lose(seat, at, precision);
  }
  function ping(): void {
    const silence = context.now() - heardAt;
    if (silence >= timing.silence) return vanish(heardAt, silence);
    seat?.line.mention({ type: 'ping' });
    return timer.set(timing.ping, ping);
  }

  async function open(token: string, heard: number): Promise<void> {
    state = 'opening';
    const grant = (await context.open(token)) as Grant | undefined;
    if (grant === undefined) return hangUp('bad-token');
    // The socket may have closed, or the time for opening run out, meanwhile.
    if (isClosed()) return undefined;
    const kept = host.keptSeat(grant);
    const found = kept ?? host.seatFor(grant, obey);
    if (typeof found === 'string') return hangUp(found);
    try {
      if (found.place === undefined) await host.furnish(found);
      const { conversation, member } = found;
      const { connection } = member;
      const resume = await context.seal({ ...grant, connection, conversation }, timing.resume / 1_000);
      // The socket may have closed, or the seat or its place been taken away, meanwhile.
      const isThere = found.room.seats.get(connection) === found && found.place !== undefined;
      if (!isClosed() && isThere && found.conversation === conversation)
        return begin(found, resume, grant.conversation === conversation ? heard : undefined);
    } catch {
      // Without a place in the room there is nothing to begin with.
    }
    hangUp('network');
    return kept === undefined ? stand(found, 'network') : undefined;
  }
  const isClosed = (): boolean => state === 'closed';
  /** Whoever holds no token of this conversation was never welcomed to it, and has heard nothing of it. */
  function begin(own: ASeat, resume: string, heard: number | undefined): void {
    own.hangUp('network');
    own.hangUp = hangUp;
    own.grace.clear();
    [seat, state] = [own, 'open'];
    const members = othersThan(own).map(({ member }) => member);
    const fresh = heard === undefined && own.place !== undefined && { members, welcome: own.place.welcome() };
    const { line } = own;
    const { connection } = own.member;
    const opened = { resume, heard: line.heard(), connection, ...(fresh && { fresh }) };
    socket.send(JSON.stringify({ opened } satisfies ServerFrame<P>));
    line.resume(send, heard ?? 0);
    timer.set(timing.ping, ping);
  }

  /** Lives as long as the seat does, over all its sockets. */
  function obey(from: ASeat, body: P['request'] | CommonRequest, number: number): void {
    if (isCommon(body) && body.type === 'pong') return;
    if (isCommon(body) && body.type === 'leave') return stand(from, 'removed');
    const answer = (rest: { result?: object; error?: string }): void =>
      tell(from, { type: 'answer', to: number, ...rest });
    const failed = (error: unknown): void => answer({ error: error instanceof Error ? error.name : 'Error' });
    serve(from, body).then((result) => answer(result === undefined ? {} : { result }), failed);
  }
  async function serve(from: ASeat, body: P['request'] | CommonRequest): Promise<object | undefined> {
    if (!isCommon(body)) return from.place?.serve(body);
    if (body.type !== 'message') return undefined;
    const { message, to } = body;
    const receivers = othersThan(from).filter(({ member }) => to === undefined || member.participant === to);
    if (to !== undefined && receivers.length === 0) throw refusal('ParticipantNotFound');
    for (const other of receivers) tell(other, { type: 'message', from: from.member.participant, message });
    return undefined;
  }

  links.add(hangUp);
  timer.set(timing.opening, () => hangUp('network'));
  socket.onMessage((text) => {
    if (state === 'closed') return;
    heardAt = context.now();
    const frame = readFrame(text);
    if (frame !== undefined && 'opening' in frame && state === 'new') {
      open(frame.opening.token, frame.opening.heard).catch(() => hangUp('network'));
    } else if (frame !== undefined && !('opening' in frame) && state === 'open') seat?.line.hear(frame);
    else if (seat === undefined) hangUp('bad-frame');
    else stand(seat, 'bad-frame');
  });
  socket.onClose(() => vanish(context.now(), 1));
}

const commonTypes: readonly unknown[] = ['message', 'leave', 'pong'];
const isCommon = (body: unknown): body is CommonRequest => commonTypes.includes((body as CommonRequest).type);
