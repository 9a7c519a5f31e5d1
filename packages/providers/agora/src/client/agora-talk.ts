import type {
  Json,
  ProviderEvent,
  ProviderParticipant,
  PublishableSource,
  UserKey,
} from '@patchbay/contract';
import { agoraError } from '../agora-errors.ts';
import { isScreenUid, participantIdOf } from '../agora-uids.ts';
import type { AgoraClient } from './agora-sdk.ts';
import { decodeNote, encodeNote, isOurs, type AgoraNote } from './agora-translate.ts';

export interface AgoraTalk {
  /** With the `userKey`, once the other side has told it. */
  describe(uid: number): ProviderParticipant;
  isMuted(uid: number, source: string): boolean;
  /** Tells everybody who one is and what is silent of oneself; resolves when Agora has it. */
  sayHello(): Promise<void>;
  setMuted(source: PublishableSource, muted: boolean): Promise<void>;
  /** What is not published is not silent either. */
  forget(source: PublishableSource): void;
  send(message: Json): Promise<void>;
}

export interface TalkListeners {
  /** What is silent of somebody may have changed. */
  readonly muteChanged: (uid: number) => void;
  readonly report: (event: ProviderEvent) => void;
}

/**
 * Agora carries nothing about a person but a number, and its own mute looks to others as if the track were taken back, or
 * never published. So each client tells the others by stream messages: whole state, at joining, to each newcomer, at a change.
 */
export function createAgoraTalk(client: AgoraClient, userKey: UserKey, listeners: TalkListeners): AgoraTalk {
  const { muteChanged, report } = listeners;
  const known = new Map<number, { readonly userKey: UserKey; readonly muted: readonly string[] }>();
  const muted = new Set<PublishableSource>();

  const write = async (note: AgoraNote): Promise<void> => {
    await client.sendStreamMessage({ payload: encodeNote(note) }, true).catch((error: unknown) => {
      throw agoraError(error);
    });
  };
  const describe = (uid: number): ProviderParticipant => ({
    id: participantIdOf(uid),
    userKey: known.get(uid)?.userKey,
  });
  const sayHello = (): Promise<void> => write({ hello: { userKey, muted: [...muted] } });

  client.on('stream-message', (uid, payload) => {
    const note = isOurs(uid) ? decodeNote(payload) : undefined;
    if (!note || !isOurs(uid) || isScreenUid(uid)) return;
    if ('message' in note)
      return report({ type: 'message', from: participantIdOf(uid), message: note.message });
    const isNews = known.get(uid)?.userKey !== note.hello.userKey;
    known.set(uid, note.hello);
    if (isNews) report({ type: 'participant-joined', participant: describe(uid) });
    muteChanged(uid);
  });
  client.on('user-left', ({ uid }) => void (isOurs(uid) && known.delete(uid)));

  return {
    describe,
    isMuted: (uid, source) => known.get(uid)?.muted.includes(source) ?? false,
    sayHello,
    setMuted: async (source, isMuted) => {
      if (isMuted) muted.add(source);
      else muted.delete(source);
      await sayHello();
    },
    forget: (source) => void muted.delete(source),
    send: (message) => write({ message }),
  };
}
