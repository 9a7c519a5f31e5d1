import type { SignallingSocket } from '@patchbay/contract';
import { closeCodeOf } from '../mesh-errors.ts';
import { createTimer } from '../mesh-schedule.ts';
import { parseClientFrame, type ClientFrame } from '../mesh-wire.ts';
import { othersThan } from './mesh-rooms.ts';
import type { MeshRooms, MeshSeat, MeshServerPorts, SeatGrant, SeatLink } from './mesh-rooms.ts';

/** Serves one browser's socket: it must join first and in time, and keep to the protocol and answer pings after. */
export function openLink(socket: SignallingSocket, rooms: MeshRooms, ports: MeshServerPorts): void {
  const { context, schedule, timing } = ports;
  const timer = createTimer(schedule);
  let phase: 'new' | 'joining' | 'open' | 'closed' = 'new';
  let seat: MeshSeat | undefined;
  let heardAt = context.now();
  const link: SeatLink = {
    send: (frame) => phase === 'open' && socket.send(JSON.stringify(frame)),
    close: (reason) => shut(closeCodeOf(reason), reason),
  };

  function shut(code: number, reason: string): void {
    if (phase === 'closed') return;
    phase = 'closed';
    timer.clear();
    socket.close(code, reason);
    rooms.links.delete(link);
  }

  /** The other end is gone without a word; its seat is kept for a while. */
  function vanish(at: number, precision: number): void {
    if (phase === 'closed') return;
    link.close('unreachable');
    if (seat !== undefined) rooms.lose(seat, link, at, precision);
  }
  function ping(): void {
    const silence = context.now() - heardAt;
    if (silence >= timing.silence) return vanish(heardAt, silence);
    link.send({ type: 'ping' });
    return timer.set(ping, timing.ping);
  }

  async function join({ token, publications }: Extract<ClientFrame, { type: 'join' }>): Promise<void> {
    phase = 'joining';
    const grant = (await context.open(token)) as SeatGrant | undefined;
    if (grant === undefined) return link.close('credentials-rejected');
    const { participant, userKey, connection = context.randomId() } = grant;
    const resume = await context.seal({ ...grant, connection }, timing.resume / 1_000);
    // The socket may have closed, or the time for joining run out, while the token was opened.
    if (phase !== 'joining') return undefined;
    const admission = rooms.admit(grant, { connection, participant, userKey, publications }, link);
    if (typeof admission === 'string') return link.close(admission);
    seat = admission;
    phase = 'open';
    link.send({ type: 'joined', resume, members: othersThan(seat).map(({ member }) => member) });
    for (const other of othersThan(seat)) other.link?.send({ type: 'member', member: seat.member });
    return timer.set(ping, timing.ping);
  }

  /** False when the frame breaks the protocol. */
  function obey(frame: ClientFrame): boolean {
    if (frame.type === 'join' && phase === 'new') {
      join(frame).catch(() => link.close('unreachable'));
      return true;
    }
    if (seat === undefined || frame.type === 'join') return false;
    const from = seat.member.connection;
    if (frame.type === 'publications') {
      seat.member = { ...seat.member, publications: frame.publications };
      for (const { link } of othersThan(seat)) link?.send({ ...frame, from });
    } else if (frame.type === 'signal' && frame.to !== from) {
      seat.room.seats.get(frame.to)?.link?.send({ type: 'signal', from, signal: frame.signal });
    }
    return true;
  }

  rooms.links.add(link);
  timer.set(() => link.close('unreachable'), timing.join);
  socket.onMessage((text) => {
    if (phase === 'closed') return;
    heardAt = context.now();
    const frame = parseClientFrame(text);
    const isLeaving = frame?.type === 'leave';
    if (frame !== undefined && !isLeaving && obey(frame)) return;
    // Who leaves, or breaks the protocol, gives up the seat.
    shut(isLeaving ? 1000 : closeCodeOf('malformed'), isLeaving ? 'left' : 'malformed');
    if (seat !== undefined) rooms.stand(seat);
  });
  socket.onClose(() => vanish(context.now(), 1));
}
