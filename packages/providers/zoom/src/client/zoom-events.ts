import type { ParticipantId, ProviderEvent, VendorPicture } from '@patchbay/contract';
import { createZoomView } from './zoom-rendering.ts';
import type { ZoomClient, ZoomStream, ZoomUser } from './zoom-sdk.ts';
import { participantId, publicationId, qualityOf, type ZoomSource } from './zoom-translate.ts';

export type ZoomRoster = ReturnType<typeof followUsers>;

interface Seen {
  user: ZoomUser;
  readonly participantId: ParticipantId;
  readonly published: Map<ZoomSource, { muted: boolean; readonly picture: VendorPicture | undefined }>;
  isCameraTakenBack: boolean;
  /** Of `isSpeakerOnly`, while there was no audio. */
  saidBefore: boolean | undefined;
  /** Whoever only listens would have said so by now. */
  isSettled: boolean;
  doubt: ReturnType<typeof setTimeout> | undefined;
}

/** The SDK tells newcomers within two seconds who only listens (2.5.0, `SpeakerOnly` in index.esm.js). */
const doubtMilliseconds = 3000;

/** Everybody else in the session, followed from Zoom's list of users. A later join under one's own key closes it. */
export function followUsers(client: ZoomClient, stream: ZoomStream, report: (event: ProviderEvent) => void) {
  const seen = new Map<number, Seen>();
  const left = new Map<number, ParticipantId>();
  /** Earlier joins under one's own key. */
  const older = new Set<number>();

  /** `muted` is undefined for what is not there. */
  const change = (who: Seen, source: ZoomSource, muted: boolean | undefined): void => {
    const { userId } = who.user;
    const id = publicationId(userId, source);
    const known = who.published.get(source);
    if (known?.muted === muted) return;
    if (muted === undefined) {
      known?.picture?.end();
      who.published.delete(source);
      return report({ type: 'media-removed', id });
    }
    if (known !== undefined) {
      known.muted = muted;
      known.picture?.setOn(!muted);
      return report({ type: 'media-muted', id, muted });
    }
    const picture = source === 'microphone' ? undefined : createZoomView(stream, userId, source);
    who.published.set(source, { muted, picture });
    const kind = picture === undefined ? 'audio' : 'video';
    // The SDK plays everybody's sound itself, past every element.
    const attach = picture?.attach ?? (() => () => undefined);
    const about = { id, participantId: who.participantId, source, kind, muted } as const;
    report({ type: 'media-added', media: { ...about, track: undefined, attach } });
  };
  const update = (who: Seen): void => {
    const { sharerOn, sharerPause } = who.user;
    change(who, 'camera', cameraOf(who));
    change(who, 'microphone', microphoneOf(who));
    change(who, 'screen', sharerOn ? sharerPause : undefined);
  };
  const cameraOf = (who: Seen): boolean | undefined => {
    if (who.user.bVideoOn) return false;
    if (who.published.has('camera') && !who.isCameraTakenBack) return true;
    who.isCameraTakenBack = false;
    return undefined;
  };
  /**
   * Who only listens has audio too, which our adapter mutes. The SDK says so by a message that comes later, and sometimes after
   * one that it was overtaken by: what was said before the audio began counts for nothing.
   */
  const microphoneOf = (who: Seen): boolean | undefined => {
    const { audio, muted, isSpeakerOnly } = who.user;
    if (audio === '') {
      clearTimeout(who.doubt);
      Object.assign(who, { doubt: undefined, isSettled: false, saidBefore: isSpeakerOnly });
      return undefined;
    }
    if (muted === false) return false;
    if (who.published.has('microphone')) return true;
    if (who.isSettled || isSpeakerOnly !== who.saidBefore) return isSpeakerOnly === true ? undefined : true;
    who.doubt ??= setTimeout(() => {
      who.isSettled = true;
      update(who);
    }, doubtMilliseconds);
    return undefined;
  };

  const idOf = (userId: number): ParticipantId | undefined => seen.get(userId)?.participantId;
  const forget = (userId: number, who: Seen): void => {
    clearTimeout(who.doubt);
    for (const source of who.published.keys()) change(who, source, undefined);
    seen.delete(userId);
    left.set(userId, who.participantId);
    // Of two joins of one person the other goes on.
    const isThere = [...seen.keys()].some((other) => idOf(other) === who.participantId);
    if (!isThere) report({ type: 'participant-left', participantId: who.participantId });
  };
  const meet = (user: ZoomUser): Seen => {
    const id = participantId(user);
    const unsettled = { isCameraTakenBack: false, saidBefore: undefined, isSettled: false, doubt: undefined };
    const who = { user, participantId: id, published: new Map(), ...unsettled };
    seen.set(user.userId, who);
    const userKey = user.userKey === undefined ? undefined : user.displayName;
    report({ type: 'participant-joined', participant: { id, userKey } });
    return who;
  };
  /** `isNewcomer`: whoever is there now was there before us. */
  const sync = (isNewcomer: boolean): void => {
    const own = client.getCurrentUserInfo();
    const others = client.getAllUser().filter(({ userId }) => userId !== own.userId);
    for (const [userId, who] of seen) if (!others.some((user) => user.userId === userId)) forget(userId, who);
    for (const user of others) {
      if (participantId(user) !== participantId(own))
        update(Object.assign(seen.get(user.userId) ?? meet(user), { user }));
      else if (isNewcomer) older.add(user.userId);
      else if (!older.has(user.userId))
        return report({ type: 'closed', reason: 'duplicate', error: undefined });
    }
  };

  const changes = ['user-added', 'user-updated', 'user-removed'] as const;
  for (const name of [...changes, 'peer-video-state-change', 'peer-share-state-change'] as const)
    client.on(name, () => sync(false));
  client.on('active-speaker', (speakers) => {
    const participantIds = speakers.flatMap(({ userId }) => idOf(userId) ?? []);
    report({ type: 'active-speakers', participantIds });
  });
  const levels = new Map<number, ReadonlyMap<string, number>>();
  client.on('network-quality-change', ({ userId, type, level }) => {
    const both = new Map(levels.get(userId)).set(type, level);
    levels.set(userId, both);
    const about = idOf(userId);
    if (about === undefined && userId !== client.getCurrentUserInfo().userId) return;
    // Zoom scores both directions; the worse one is what a person notices.
    report({ type: 'quality', participantId: about, quality: qualityOf(Math.min(...both.values())) });
  });

  return {
    /** The latest join of that participant. */
    userIdOf: (participant: ParticipantId) => [...seen.keys()].findLast((each) => idOf(each) === participant),
    /** Also of somebody who has just left: their last message may come after. */
    participantOf: (userId: number) => idOf(userId) ?? left.get(userId),
    publications: () =>
      [...seen].flatMap(([userId, { participantId: participant, published }]) =>
        [...published.keys()].map((source) => {
          return { userId, participantId: participant, source, id: publicationId(userId, source) };
        }),
      ),
    /** The camera of that user is not off but taken back. */
    takeBackCamera: (userId: number) => {
      const who = seen.get(userId);
      if (who !== undefined) update(Object.assign(who, { isCameraTakenBack: true }));
    },
    /** Reads the list again. */
    refresh: () => sync(true),
    end: () => {
      for (const { doubt, published } of seen.values()) {
        clearTimeout(doubt);
        for (const { picture } of published.values()) picture?.end();
      }
      seen.clear();
    },
  };
}
