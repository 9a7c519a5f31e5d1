import { fail, wherebyError } from '../whereby-errors.ts';
import type { WherebyClient, WherebyRoomOptions, WherebyState, WherebyStore } from './whereby-sdk.ts';

/** How long leaving waits for an answer. */
const goodbyeMilliseconds = 2000;

/**
 * Resolves in the room. The SDK says nothing of a server that is not there and tries again for good: `reach` rejects when it
 * is not.
 */
export async function enterRoom(
  client: WherebyClient,
  options: WherebyRoomOptions,
  signal: AbortSignal,
  reach: () => Promise<unknown>,
): Promise<void> {
  const store = client.getStore();
  const room = client.getRoomConnection();
  const { promise: hopeless, reject: giveUp } = Promise.withResolvers<never>();
  const abandon = (): void => giveUp(fail('aborted', 'The join was abandoned.'));
  signal.addEventListener('abort', abandon, { once: true });
  if (signal.aborted) abandon();
  reach().catch((cause: unknown) => {
    const message = 'Whereby could not be reached. Check the network.';
    giveUp(fail('unreachable', message, { cause, retryable: true }));
  });
  try {
    const answer = until(store, isAnswered);
    room.initialize(options);
    if (!signal.aborted) room.joinRoom().catch(() => undefined);
    const { status, error } = (await Promise.race([answer, hopeless])).roomConnection;
    if (status !== 'connected') throw wherebyError(error ?? status);
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}

/** Resolves when nobody is in the room any more for whom this client stands, or when nobody answers. */
export async function leaveRoom(client: WherebyClient): Promise<void> {
  const store = client.getStore();
  const room = client.getRoomConnection();
  room.leaveRoom();
  const { promise: late, resolve: waitNoLonger } = Promise.withResolvers<void>();
  const timer = setTimeout(waitNoLonger, goodbyeMilliseconds);
  const gone = until(store, ({ roomConnection: { status } }) => {
    // A join that was asked for before the goodbye is answered after it.
    if (status === 'connected') room.leaveRoom();
    return status !== 'connected' && status !== 'connecting' && status !== 'leaving';
  });
  await Promise.race([gone, late]);
  clearTimeout(timer);
  // What is not connected now would be later: the SDK forgets to hang up (1.20.3, `doAppStop`).
  void until(store, ({ signalConnection: { socket } }) => {
    socket?.disconnect();
    return socket !== null;
  });
}

const isAnswered = ({ roomConnection: { status, error }, rtcConnection }: WherebyState): boolean =>
  error !== null || status === 'room_locked' || (status === 'connected' && rtcConnection.rtcManager !== null);

function until(store: WherebyStore, check: (state: WherebyState) => boolean): Promise<WherebyState> {
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
