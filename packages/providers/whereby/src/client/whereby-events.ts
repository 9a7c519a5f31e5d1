import type { ProviderEvent, UserKey } from '@patchbay/contract';
import { endOf, fail } from '../whereby-errors.ts';
import { createWherebyPeople, type WherebyPeople } from './whereby-people.ts';
import type { WherebyClient, WherebyState } from './whereby-sdk.ts';
import { createWherebyTalk, type HeardNote, type WherebyTalk } from './whereby-talk.ts';
import type { WherebyMedia } from './whereby-translate.ts';

export interface WherebySelf {
  readonly participant: string;
  readonly userKey: UserKey;
  /** What one publishes now. */
  readonly media: () => WherebyMedia;
}

export interface FollowedRoom extends Pick<WherebyTalk, 'say'>, Pick<WherebyPeople, 'shown'> {
  /** Tells the others who one is and what one publishes; resolves once it is on its way. */
  greet(terms?: { readonly asks?: boolean; readonly isNew?: boolean }): Promise<void>;
  stop(): void;
}

/** Tells what happens in a room that was entered. `onResumed` is called when it was entered again. */
export function followRoom(
  client: WherebyClient,
  { participant, userKey, media }: WherebySelf,
  report: (event: ProviderEvent) => void,
  onResumed: () => void,
): FollowedRoom {
  const store = client.getStore();
  const talk = createWherebyTalk(client);
  const people = createWherebyPeople(participant, report, () => update());
  let isInterrupted = false;
  let isOver = false;

  const greet: FollowedRoom['greet'] = ({ asks = false, isNew = false } = {}) =>
    talk.say({ hello: { userKey, media: media(), asks, isNew } });
  const stop = (): void => {
    isOver = true;
    unsubscribe();
    people.stop();
  };
  const end = (how: ReturnType<typeof endOf>): void => {
    if (isOver) return;
    stop();
    report({ type: 'closed', ...how });
  };
  const endAsDuplicate = (): void => end({ reason: 'duplicate', error: undefined });

  /**
   * Whereby lets one person join twice. Who joins says that they are new, and an earlier join of the same person ends itself.
   */
  const hear = ({ senderId, note }: HeardNote): void => {
    const from = people.whose(senderId);
    const isMe = from === participant;
    if ('message' in note) {
      if (!isMe) report({ type: 'message', from, message: note.message });
      return;
    }
    if (isMe && note.hello.isNew) return endAsDuplicate();
    people.greet(senderId, note.hello);
    if (note.hello.asks && !isMe) void greet();
  };

  /** Who came meanwhile in one's own name is newer. */
  const resume = ({ remoteParticipants }: WherebyState): void => {
    isInterrupted = false;
    const isReplaced = remoteParticipants.remoteParticipants.some(
      ({ id, externalId }) => externalId === participant && !talk.ownIds.has(id),
    );
    if (isReplaced) return endAsDuplicate();
    onResumed();
    void greet({ asks: true });
    report({ type: 'restored' });
  };

  const interrupt = ({ roomConnection: { status, error } }: WherebyState): void => {
    if (error !== null) return end(endOf(error));
    // Only who was put out is told so; a room that is deleted puts everybody out.
    if (status === 'kicked' || status === 'left') return end({ reason: 'room-ended', error: undefined });
    if (status === 'room_locked') return end(endOf('room_locked'));
    if (!isInterrupted) report({ type: 'interrupted', scope: 'signalling' });
    isInterrupted = true;
  };

  const update = (): void => {
    if (isOver) return;
    const state = store.getState();
    if (state.roomConnection.status !== 'connected') return interrupt(state);
    const heard = talk.hear();
    // First who is there: a note may be the first sign of somebody.
    people.show(state.remoteParticipants.remoteParticipants);
    for (const note of heard) hear(note);
    if (heard.length > 0 && !isOver) people.show(state.remoteParticipants.remoteParticipants);
    if (isInterrupted && !isOver) resume(state);
  };

  // socket.io comes back by itself from everything but this.
  store.getState().signalConnection.socket?.on('disconnect', (reason) => {
    if (reason !== 'io server disconnect') return;
    const message = 'Whereby ended the connection. Join again.';
    const error = fail('connection-lost', message, { vendorCode: reason, retryable: true });
    end({ reason: 'connection-lost', error });
  });
  const unsubscribe = store.subscribe(update);
  update();
  return { say: talk.say, shown: people.shown, greet, stop };
}
