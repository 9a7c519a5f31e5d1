import { fail, wherebyError } from '../whereby-errors.ts';
import type { WherebyClient, WherebyRoom, WherebyState } from './whereby-sdk.ts';

/** How long leaving waits for an answer. */
const goodbyeMilliseconds = 2000;

/** Resolves in the room. `reach` rejects when no server is there, of which the SDK says nothing: it tries again for good. */
export async function enterRoom(
  client: WherebyClient,
  options: Parameters<WherebyRoom['initialize']>[0],
  signal: AbortSignal,
  reach: () => Promise<unknown>,
): Promise<void> {
  const room = client.getRoomConnection();
  const { promise: hopeless, reject: giveUp } = Promise.withResolvers<never>();
  const abandon = (): void => giveUp(aborted());
  signal.addEventListener('abort', abandon, { once: true });
  try {
    if (signal.aborted) throw aborted();
    room.initialize(options);
    room.joinRoom().catch(() => undefined);
    reach().catch((cause: unknown) => {
      const message = 'Whereby could not be reached. Check the network.';
      giveUp(fail('unreachable', message, { cause, retryable: true }));
    });
    const { status, error } = (await Promise.race([hopeless, until(client, isAnswered)])).roomConnection;
    if (status !== 'connected') throw wherebyError(error ?? status);
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}

/** Resolves when nobody is in the room any more for whom this client stands, or when nobody answers. */
export async function leaveRoom(client: WherebyClient): Promise<void> {
  const room = client.getRoomConnection();
  room.leaveRoom();
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, goodbyeMilliseconds);
  const gone = until(client, ({ roomConnection: { status } }) => {
    // A join that was asked for before the goodbye is answered after it.
    if (status === 'connected') room.leaveRoom();
    return !['connected', 'connecting', 'leaving'].includes(status);
  });
  await Promise.race([gone, late.promise]);
  clearTimeout(timer);
  // What is not connected now would be later: the SDK forgets to hang up (1.20.3, `doAppStop`).
  void until(client, ({ signalConnection: { socket } }) => {
    socket?.disconnect();
    return socket !== null;
  });
}

const aborted = () => fail('aborted', 'The join was abandoned.');

const isAnswered = ({ roomConnection: { status, error }, rtcConnection }: WherebyState): boolean =>
  error !== null || status === 'room_locked' || (status === 'connected' && rtcConnection.rtcManager !== null);

function until(client: WherebyClient, check: (state: WherebyState) => boolean): Promise<WherebyState> {
  const store = client.getStore();
  return new Promise((resolve) => {
    const look = (): void => {
      if (!check(store.getState())) return;
      unsubscribe();
      resolve(store.getState());
    };
    const unsubscribe = store.subscribe(look);
    look();
  });
}
