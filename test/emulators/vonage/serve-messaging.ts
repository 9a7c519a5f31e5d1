import type { WebSocket } from 'ws';
import { checkClientToken } from './check-vonage-token.ts';
import type { EmulatedConnection, EmulatedSession } from './emulated-session.ts';
import { addressOf, parseRaptor, type RaptorMessage, streamContent } from './raptor-message.ts';
import { decodeRumor, type RumorFrame, rumorTypes } from './rumor-frame.ts';
import type { VonageCloud } from './vonage-cloud.ts';
import type { VonageFaults } from './vonage-faults.ts';

const permissionsOf: Readonly<Record<string, readonly string[]>> = {
  subscriber: ['subscribe'],
  publisher: ['subscribe', 'publish'],
  moderator: ['subscribe', 'publish', 'forcedisconnect', 'forceunpublish', 'forcemute'],
};

/** Serves one WebSocket of an SDK. `query` tells which seat it belongs to. */
export function serveMessaging(
  socket: WebSocket,
  query: URLSearchParams,
  cloud: VonageCloud,
  faults: VonageFaults,
): void {
  const socketId = query.get('socketId') ?? crypto.randomUUID();
  // Who comes back too late finds the seat gone; the SDK gives up in the end.
  if (query.has('reconnect') && !cloud.hasSeat(socketId)) return socket.terminate();
  const seat = cloud.seat(socketId);
  if (seat.isHeld) return socket.terminate();
  const { log } = cloud.parts;
  if (query.has('reconnect')) log.add('sdk', 'reconnect', { connection: seat.connectionId ?? '' });
  seat.keep();
  seat.channel.attach(socket);

  socket.on('message', (bytes: Buffer) => {
    // Only what belongs to the seat's present socket counts.
    if (seat.channel.isAttachedTo(socket)) receive(decodeRumor(bytes));
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    const isLost = seat.channel.isAttachedTo(socket) && cloud.connectionAt(seat) !== undefined;
    if (!isLost) return;
    log.add('sdk', 'connection lost', { connection: seat.connectionId ?? '' });
    cloud.suspend(seat);
  });

  const receive = (frame: RumorFrame): void => {
    const transaction = frame.headers['TRANSACTION-ID'] ?? '';
    switch (frame.type) {
      case rumorTypes.ping:
        return seat.channel.pong();
      case rumorTypes.connect:
        seat.connectionId = frame.headers['uniqueId'];
        return;
      case rumorTypes.disconnect:
        // With `reconnect` it is about to come back.
        if (frame.headers['reconnect'] !== '1') goodbye();
        return;
      case rumorTypes.status:
        return seat.channel.acknowledge(transaction);
      case rumorTypes.message: {
        const message = parseRaptor(frame.data);
        if (!message) return seat.channel.answer(transaction, 400, { reason: 'Not understood' });
        if (seat.channel.wasAnswered(transaction)) return;
        void obey(message, transaction, frame.headers['X-TB-TOKEN-AUTH']);
      }
    }
  };

  const goodbye = (): void => {
    log.add('sdk', 'disconnect', { connection: seat.connectionId ?? '' });
    cloud.leave(seat, 'clientDisconnected');
  };

  const obey = async (message: RaptorMessage, transaction: string, token?: string): Promise<void> => {
    const address = addressOf(message.uri);
    const session = cloud.sessions.get(address?.sessionId ?? '');
    const answer = (status: number, data?: object) => seat.channel.answer(transaction, status, data);
    if (!address || !session) return answer(404, { reason: 'No such session' });
    const [kind] = address.parts;
    if (message.method === 'create' && kind === 'connection') return admit(session, token, answer);
    const connection = cloud.connectionAt(seat);
    if (!connection) return answer(403, { reason: 'Not connected' });
    answer(...perform(session, connection, message, address.parts));
  };

  const admit = async (
    session: EmulatedSession,
    token: string | undefined,
    answer: (status: number, data?: object) => void,
  ): Promise<void> => {
    const { account, now } = cloud.parts;
    const claims = await checkClientToken(token, session.id, account, now());
    if (typeof claims === 'string') return answer(403, { reason: `token ${claims}` });
    if (faults.isFull) return answer(409, { reason: 'connectionLimitExceeded' });
    const connection: EmulatedConnection = {
      id: seat.connectionId ?? crypto.randomUUID(),
      data: claims.connection_data,
      permissions: permissionsOf[claims.role] ?? [],
      createdAt: now(),
      destroyedAt: undefined,
      channel: seat.channel,
    };
    // Who left while the token was looked at is not let in.
    if (!seat.channel.isOpen) return;
    seat.sessionId = session.id;
    session.admit(connection);
    log.add('sdk', 'connect', { session: session.id, connection: connection.id });
    answer(200, session.state());
    session.announce(connection);
  };

  /** Status and answer. What the SDK says beside, such as statistics, is answered with 200 and nothing more. */
  const perform = (
    session: EmulatedSession,
    connection: EmulatedConnection,
    message: RaptorMessage,
    parts: readonly string[],
  ): readonly [status: number, data?: object] => {
    const { method, content } = message;
    const kinds = parts.filter((_, index) => index % 2 === 0).join('/');
    const [, id = '', , inner = ''] = parts;
    const isOwn = session.streams.get(id)?.owner === connection;
    log.add('sdk', `${method} ${kinds}`, { connection: connection.id });
    switch (`${method} ${kinds}`) {
      case 'create stream': {
        const parsed = streamContent.safeParse(content);
        if (!parsed.success || !connection.permissions.includes('publish')) return [403];
        // First the answer: then the others, and the publisher too, hear of the stream.
        queueMicrotask(() => session.publish(parsed.data, connection, cloud.parts.now()));
        return [200];
      }
      case 'delete stream':
        if (isOwn) session.unpublish(id, 'clientDisconnected');
        return [200];
      case 'update stream/channel':
        if (isOwn) session.updateChannel(id, inner, content);
        return [200];
      case 'create stream/subscriber':
        return session.subscribe(id, inner, connection) ? [200, {}] : [404, { reason: 'No such stream' }];
      case 'delete stream/subscriber':
        session.unsubscribe(inner);
        return [200];
      case 'signal signal':
        session.signal(message, connection.id);
        return [200];
      case 'signal connection/signal':
        return session.signal(message, connection.id, id) ? [200] : [404, { reason: 'No such connection' }];
      default:
        if (kinds === 'stream/subscriber') session.relay(inner, message, connection);
        return [200];
    }
  };
}
