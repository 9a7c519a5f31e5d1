import type { ProviderEvent, UserKey } from '@patchbay/contract';
import { endOf } from '../whereby-errors.ts';
import type { WherebyLocalMedia } from './whereby-local-media.ts';
import { createWherebyPeople, type WherebyPeople } from './whereby-people.ts';
import type { WherebyClient, WherebyPerson } from './whereby-sdk.ts';
import { createWherebyTalk, type WherebyTalk } from './whereby-talk.ts';
import type { WherebyHello, WherebyNote } from './whereby-translate.ts';

export interface FollowedRoom extends Pick<WherebyTalk, 'say'>, Pick<WherebyPeople, 'shown'> {
  /** Tells the others who one is and what one publishes; resolves once it is on its way. */
  greet(terms?: Partial<Pick<WherebyHello, 'asks' | 'isNew'>>): Promise<void>;
  stop(): void;
}

/** Tells what happens in a room that was entered, and sees to it that one's own media are known there. */
export function followRoom(
  client: WherebyClient,
  media: WherebyLocalMedia,
  { participant, userKey }: { readonly participant: string; readonly userKey: UserKey },
  report: (event: ProviderEvent) => void,
): FollowedRoom {
  const store = client.getStore();
  const talk = createWherebyTalk(client);
  const people = createWherebyPeople(participant, report, () => update());
  let isInterrupted = false;
  let isOver = false;

  const greet: FollowedRoom['greet'] = ({ asks = false, isNew = false } = {}) =>
    talk.say({ hello: { userKey, media: media.told(), asks, isNew } });
  const stop = (): void => {
    isOver = true;
    unsubscribe();
  };
  const end = (how: ReturnType<typeof endOf>): void => {
    if (isOver) return;
    stop();
    report({ type: 'closed', ...how });
  };

  /** Whereby lets one person join twice. Who joins says that they are new; an earlier join of the same person ends itself. */
  const hear = (senderId: string, note: WherebyNote): void => {
    const from = people.whose(senderId);
    if ('hello' in note) {
      if (from === participant && note.hello.isNew) return end(endOf('duplicate'));
      people.greet(senderId, note.hello);
      if (note.hello.asks) void greet();
    } else if (from !== participant) report({ type: 'message', from, message: note.message });
  };

  const resume = (people: readonly WherebyPerson[]): void => {
    isInterrupted = false;
    const isOther = ({ id }: WherebyPerson): boolean => !talk.ownIds.has(id);
    // Who came meanwhile in one's own name is newer.
    const isReplaced = people.filter(isOther).some(({ externalId }) => externalId === participant);
    if (isReplaced) return end(endOf('duplicate'));
    media.resume();
    void greet({ asks: true });
    report({ type: 'restored' });
  };

  const update = (): void => {
    if (isOver) return;
    const state = store.getState();
    const { status, error } = state.roomConnection;
    if (status !== 'connected') {
      const isOut = error !== null || ['kicked', 'left', 'room_locked'].includes(status);
      if (isOut) return end(endOf(error ?? status));
      if (!isInterrupted) report({ type: 'interrupted', scope: 'signalling' });
      isInterrupted = true;
      return;
    }
    const { remoteParticipants } = state.remoteParticipants;
    for (const [senderId, note] of talk.hear()) hear(senderId, note);
    if (!isOver) people.show(remoteParticipants);
    if (!isOver && isInterrupted) resume(remoteParticipants);
  };

  // socket.io comes back by itself from everything but this.
  store.getState().signalConnection.socket?.on('disconnect', (reason) => {
    if (reason === 'io server disconnect') end(endOf(reason));
  });
  const unsubscribe = store.subscribe(update);
  update();
  return { say: talk.say, shown: people.shown, greet, stop };
}
