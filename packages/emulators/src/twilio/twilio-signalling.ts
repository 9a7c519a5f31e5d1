import type { WebSocket } from 'ws';
import { checkTwilioToken } from './check-twilio-token.ts';
import type { Seat, TwilioCloud } from './twilio-cloud.ts';
import { errorMessage, type TwilioErrorCode } from './twilio-errors.ts';
import { rsp, type RspMessage, type RspReply, tcmp } from './twilio-wire.ts';
import { parseJson } from '../parse-json.ts';

/** What faults do to signalling. */
export interface SignallingFaults {
  /** Every join is answered with this error. */
  refusal: TwilioErrorCode | undefined;
  /** Messages to SDKs are late by so many milliseconds. */
  delay: number;
}

type Of<Type extends RspMessage['type']> = Extract<RspMessage, { readonly type: Type }>;

/** Serves one SDK's WebSocket, from its hello to its bye. */
export function serveSignalling(socket: WebSocket, cloud: TwilioCloud, faults: SignallingFaults): void {
  const { account, log, now, schedule } = cloud.parts;
  let seat: Seat | undefined;

  const send = (message: object): void => {
    const write = (): void => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    };
    if (faults.delay > 0) schedule(write, faults.delay);
    else write();
  };
  const tell = (body: RspReply): void => send({ type: 'msg', body });
  const wire = { tell, cut: () => socket.terminate() };
  const refuse = (code: TwilioErrorCode, room = ''): void => {
    log.add('emulator', 'refused', { code, ...(room && { room }) });
    tell(errorMessage(code));
  };

  const connect = ({ token, name, participant, peer_connections }: Of<'connect'>): void => {
    const claims = checkTwilioToken(token, account, now());
    if ('code' in claims) return refuse(claims.code);
    if (faults.refusal !== undefined) return refuse(faults.refusal);
    const wanted = name ?? claims.room ?? '';
    const room = cloud.find(wanted);
    // A grant names the room by its name or its SID.
    const isGranted = claims.room === undefined || claims.room === wanted || claims.room === room?.sid;
    if (!isGranted) return refuse(20106);
    const joined = cloud.join(wanted, claims.identity, { participant, peer_connections }, wire);
    if (typeof joined === 'number') return refuse(joined, room?.sid);
    seat = joined;
    log.add('sdk', 'connect', { room: seat.room.sid, participant: seat.participant.sid });
  };

  const resume = ({ session, token, ...state }: Of<'sync'>): void => {
    const claims = checkTwilioToken(token, account, now());
    const found = cloud.seatOf(session);
    if (found?.participant.isHeld) return socket.terminate();
    if ('code' in claims) return refuse(claims.code);
    if (!found) return refuse(53204);
    seat = found;
    log.add('sdk', 'sync', { room: seat.room.sid, participant: seat.participant.sid });
    seat.room.resume(seat.participant, state, wire);
  };

  const receive = (body: unknown): void => {
    const parsed = rsp.safeParse(body);
    if (!parsed.success) {
      log.add('sdk', 'unknown message', { reason: parsed.error.issues[0]?.message ?? '' });
      return send({ type: 'bad', reason: 'Not understood' });
    }
    const message = parsed.data;
    switch (message.type) {
      case 'ice': {
        log.add('sdk', 'ice');
        const claims = checkTwilioToken(message.token, account, now());
        return 'code' in claims ? refuse(claims.code) : tell({ type: 'iced', version: 1, ice_servers: [] });
      }
      case 'connect':
        return connect(message);
      case 'sync':
        return resume(message);
      case 'update':
        return seat?.room.update(seat.participant, message);
      case 'disconnect':
        log.add('sdk', 'disconnect', seat && { participant: seat.participant.sid });
        if (seat) cloud.leave(seat);
        seat = undefined;
    }
  };

  socket.on('message', (data: Buffer) => {
    const parsed = tcmp.safeParse(parseJson(data.toString('utf8')));
    if (!parsed.success) return send({ type: 'bad', reason: 'Not understood' });
    const message = parsed.data;
    switch (message.type) {
      case 'hello':
        send({ type: 'welcome', negotiatedTimeout: message.timeout });
        if (message.body) receive(message.body);
        return;
      case 'msg':
        return receive(message.body);
      case 'heartbeat':
        return send({ type: 'heartbeat' });
      case 'bye':
        return socket.close();
    }
  });
  socket.on('close', () => {
    // Taken over by another connection of the same session, or left before.
    const isMine = seat?.participant.wire === wire && seat.participant.leftAt === undefined;
    if (!seat || !isMine) return;
    log.add('sdk', 'connection lost', { participant: seat.participant.sid });
    cloud.suspend(seat);
  });
  socket.on('error', () => socket.terminate());
}
