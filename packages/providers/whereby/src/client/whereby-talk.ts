import type { WherebyClient } from './whereby-sdk.ts';
import { decodeNote, encodeNote, type WherebyNote } from './whereby-translate.ts';

export interface WherebyTalk {
  /** Resolves once it is on its way: an SDK without its room drops what it is given. */
  say(note: WherebyNote): Promise<void>;
  /** What others said since the last call, with the id of their join. Call after every change. */
  hear(): readonly (readonly [senderId: string, WherebyNote])[];
  /** One's own joins. A rejoin may bring another id. */
  readonly ownIds: ReadonlySet<string>;
}

/** Notes through the chat, the only channel that the SDK has for an application. It tells the sender, too. */
export function createWherebyTalk(client: WherebyClient): WherebyTalk {
  const room = client.getRoomConnection();
  const store = client.getStore();
  const ownIds = new Set<string>();
  const waiting: { readonly text: string; readonly sent: () => void }[] = [];
  let read = 0;

  const flush = (): void => {
    const { roomConnection, localParticipant } = store.getState();
    if (roomConnection.status !== 'connected') return;
    ownIds.add(localParticipant.id);
    for (const { text, sent } of waiting.splice(0)) {
      room.sendChatMessage(text);
      sent();
    }
  };

  return {
    ownIds,
    say: (note) =>
      new Promise((sent) => {
        waiting.push({ text: encodeNote(note), sent });
        flush();
      }),
    hear() {
      flush();
      const { chatMessages } = store.getState().chat;
      const news = chatMessages.slice(read);
      read = chatMessages.length;
      return news.flatMap(({ senderId, text }) => {
        const note = ownIds.has(senderId) ? undefined : decodeNote(text);
        return note ? [[senderId, note] as const] : [];
      });
    },
  };
}
