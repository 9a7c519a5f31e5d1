import type { Json, ProviderEvent, PublishableSource, UserKey } from '@patchbay/contract';
import { asOurs } from '../agora-errors.ts';
import { isScreenUid, participantIdOf } from '../agora-uids.ts';
import type { AgoraClient } from './agora-sdk.ts';
import { decodeNote, encodeNote, isOurs, type AgoraNote } from './agora-translate.ts';

export type AgoraTalk = ReturnType<typeof createAgoraTalk>;

/**
 * Agora carries nothing about a person but a number, and its own mute looks to others as if the track were taken back, or
 * never published. So each client tells the others by stream messages: whole state, at joining, to each newcomer, at a change.
 */
export function createAgoraTalk(
  client: AgoraClient,
  userKey: UserKey,
  report: (event: ProviderEvent) => void,
  muteChanged: (uid: number) => void,
) {
  const known = new Map<number, { readonly userKey: UserKey; readonly muted: readonly string[] }>();
  const muted = new Set<PublishableSource>();

  const write = async (note: AgoraNote): Promise<void> =>
    void (await asOurs(client.sendStreamMessage({ payload: encodeNote(note) }, true)));
  const describe = (uid: number) => ({ id: participantIdOf(uid), userKey: known.get(uid)?.userKey });
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
    /** With the `userKey`, once the other side has told it. */
    describe,
    isMuted: (uid: number, source: string) => known.get(uid)?.muted.includes(source) ?? false,
    /** Tells everybody who one is and what is silent of oneself; resolves when Agora has it. */
    sayHello,
    setMuted(source: PublishableSource, isMuted: boolean): Promise<void> {
      if (isMuted) muted.add(source);
      else muted.delete(source);
      return sayHello();
    },
    /** What is not published is not silent either. */
    forget: (source: PublishableSource) => void muted.delete(source),
    send: (message: Json) => write({ message }),
  };
}
