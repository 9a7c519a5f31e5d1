import type { WebSocket } from 'ws';
import type { DailyErrorType } from './check-daily-token.ts';
import { type DailyCloud, type EmulatedMember, type EmulatedRoom, stateOf, tell } from './daily-cloud.ts';
import { said, type Said, type Told } from './daily-wire.ts';
import { parseJson } from '../parse-json.ts';

/** What faults do to signalling. */
export interface SignallingFaults {
  refusal: DailyErrorType | undefined;
  delay: number;
}

/** Serves one call machine's WebSocket. */
export function serveDailySignalling(socket: WebSocket, cloud: DailyCloud, faults: SignallingFaults): void {
  const { log, schedule } = cloud.parts;
  let seat: { readonly room: EmulatedRoom; readonly member: EmulatedMember } | undefined;

  const send = (message: Told): void => {
    const write = () => void (socket.readyState === socket.OPEN && socket.send(JSON.stringify(message)));
    if (faults.delay > 0) schedule(write, faults.delay);
    else write();
  };
  const wire = { tell: send, cut: () => socket.terminate() };
  const refuse = (error: DailyErrorType): void => {
    log.add('emulator', 'refused', { error });
    send({ type: 'ended', error });
  };
  const welcome = (type: 'joined' | 'resumed', { room, member }: NonNullable<typeof seat>): void => {
    const others = [...room.members.values()].filter((one) => one !== member).map(stateOf);
    send({ type, self: stateOf(member), others });
  };

  const join = ({ room, token, userData }: Extract<Said, { type: 'join' }>): void => {
    if (faults.refusal !== undefined) return refuse(faults.refusal);
    const joined = cloud.join(room, token, userData, wire);
    if (typeof joined === 'string') return refuse(joined);
    seat = joined;
    log.add('sdk', 'join', { room, session: joined.member.session });
    welcome('joined', joined);
  };
  const resume = (session: string): void => {
    for (const room of cloud.rooms.values()) {
      const member = room.members.get(session);
      if (!member) continue;
      if (member.isHeld) return socket.terminate();
      member.keep();
      member.wire = wire;
      seat = { room, member };
      log.add('sdk', 'resume', { room: room.name, session });
      welcome('resumed', seat);
      for (const message of member.missed.splice(0)) send(message);
      return;
    }
    refuse('connection-error');
  };

  const hear = (message: Said): void => {
    if (message.type === 'join') return join(message);
    if (message.type === 'resume') return resume(message.session);
    if (!seat) return;
    const { room, member } = seat;
    switch (message.type) {
      case 'tracks':
        member.tracks = message.tracks;
        return cloud.tellOthers(room, member, { type: 'person-updated', person: stateOf(member) });
      case 'user-data':
        member.userData = message.data;
        return cloud.tellOthers(room, member, { type: 'person-updated', person: stateOf(member) });
      case 'message': {
        const told = { type: 'message', data: message.data, from: member.session } as const;
        if (message.to === '*') return cloud.tellOthers(room, member, told);
        const receiver = room.members.get(message.to);
        return receiver && tell(receiver, told);
      }
      case 'signal': {
        const receiver = room.members.get(message.to);
        return receiver && tell(receiver, { type: 'signal', data: message.data, from: member.session });
      }
      case 'leave':
        log.add('sdk', 'leave', { session: member.session });
        seat = undefined;
        return cloud.leave(room, member);
    }
  };

  socket.on('message', (data: Buffer) => {
    const parsed = said.safeParse(parseJson(data.toString('utf8')));
    if (parsed.success) hear(parsed.data);
    else log.add('sdk', 'unknown message');
  });
  socket.on('close', () => {
    if (seat?.member.wire === wire) cloud.suspend(seat.room, seat.member);
  });
  socket.on('error', () => socket.terminate());
}
