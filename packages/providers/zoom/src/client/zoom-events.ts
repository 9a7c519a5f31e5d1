import type { ParticipantId, ProviderEvent, PublicationId, Quality } from '@patchbay/contract';
import { createZoomView } from './zoom-rendering.ts';
import type { ZoomPicture } from './zoom-picture.ts';
import type { ZoomClient, ZoomStream, ZoomUser } from './zoom-sdk.ts';
import { participantId, publicationId, qualityOf, type ZoomSource } from './zoom-translate.ts';

/** Everybody else in the session, followed from Zoom's list of users. */
export interface ZoomRoster {
  /** The latest join of that participant. */
  userIdOf(participant: ParticipantId): number | undefined;
  /** Also of somebody who has just left: their last message may come after. */
  participantOf(userId: number): ParticipantId | undefined;
  publications(): readonly Published[];
  /** The camera of that user is not off but taken back. */
  takeBackCamera(userId: number): void;
  /** Reads the list again. Whoever is there now was there before us. */
  refresh(): void;
  end(): void;
}

interface Published {
  readonly userId: number;
  readonly participantId: ParticipantId;
  readonly source: ZoomSource;
  readonly id: PublicationId;
}

interface Seen {
  user: ZoomUser;
  readonly participantId: ParticipantId;
  readonly published: Map<ZoomSource, { muted: boolean; readonly picture: ZoomPicture | undefined }>;
  isCameraTakenBack: boolean;
  /** Of `isSpeakerOnly`, while there was no audio. */
  saidBefore: boolean | undefined;
  /** Whoever only listens would have said so by now. */
  isSettled: boolean;
  doubt: ReturnType<typeof setTimeout> | undefined;
}

/** The SDK tells newcomers within two seconds who only listens (2.5.0, `SpeakerOnly` in index.esm.js). */
const doubtMilliseconds = 3000;

/** `onDuplicate` hears of a later join under one's own key. */
export function followUsers(
  client: ZoomClient,
  stream: ZoomStream,
  report: (event: ProviderEvent) => void,
  onDuplicate: () => void,
): ZoomRoster {
  const seen = new Map<number, Seen>();
  const left = new Map<number, ParticipantId>();
  /** Earlier joins under one's own key. */
  const older = new Set<number>();

  const publish = (who: Seen, source: ZoomSource, muted: boolean): void => {
    const { userId } = who.user;
    const picture = source === 'microphone' ? undefined : createZoomView(stream, userId, source);
    const kind = picture === undefined ? 'audio' : 'video';
    // The SDK plays everybody's sound itself, past every element.
    const attach = picture?.attach ?? (() => () => undefined);
    who.published.set(source, { muted, picture });
    const id = publicationId(userId, source);
    const about = { id, participantId: who.participantId, source, kind, muted } as const;
    report({ type: 'media-added', media: { ...about, track: undefined, attach } });
  };
  const unpublish = (who: Seen, source: ZoomSource): void => {
    who.published.get(source)?.picture?.end();
    if (who.published.delete(source))
      report({ type: 'media-removed', id: publicationId(who.user.userId, source) });
  };
  /** `muted` is undefined for what is not there. */
  const change = (who: Seen, source: ZoomSource, muted: boolean | undefined): void => {
    const known = who.published.get(source);
    if (muted === undefined) return unpublish(who, source);
    if (known === undefined) return publish(who, source, muted);
    if (known.muted === muted) return;
    known.muted = muted;
    known.picture?.setOn(!muted);
    report({ type: 'media-muted', id: publicationId(who.user.userId, source), muted });
  };

  const update = (who: Seen): void => {
    const { sharerOn, sharerPause } = who.user;
    change(who, 'camera', cameraOf(who));
    change(who, 'microphone', microphoneOf(who));
    change(who, 'screen', sharerOn ? sharerPause : undefined);
  };
  const cameraOf = (who: Seen): boolean | undefined => {
    if (who.user.bVideoOn) return false;
    if (!who.published.has('camera') || who.isCameraTakenBack) {
      who.isCameraTakenBack = false;
      return undefined;
    }
    return true;
  };
  /**
   * Who only listens has audio too, which our adapter mutes. The SDK says so by a message of its own, which comes later, and
   * sometimes after one that it was overtaken by: what was said before the audio began counts for nothing.
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

  const forget = (userId: number, who: Seen): void => {
    clearTimeout(who.doubt);
    for (const source of who.published.keys()) unpublish(who, source);
    seen.delete(userId);
    left.set(userId, who.participantId);
    // Of two joins of one person the other goes on.
    const isThere = [...seen.values()].some((other) => other.participantId === who.participantId);
    if (!isThere) report({ type: 'participant-left', participantId: who.participantId });
  };
  const meet = (user: ZoomUser): void => {
    const known = seen.get(user.userId);
    if (known !== undefined) {
      known.user = user;
      return update(known);
    }
    const id = participantId(user);
    const who: Seen = {
      user,
      participantId: id,
      published: new Map(),
      isCameraTakenBack: false,
      saidBefore: undefined,
      isSettled: false,
      doubt: undefined,
    };
    seen.set(user.userId, who);
    const userKey = user.userKey === undefined ? undefined : user.displayName;
    report({ type: 'participant-joined', participant: { id, userKey } });
    update(who);
  };

  const sync = (isNewcomer: boolean): void => {
    const own = client.getCurrentUserInfo();
    const others = client.getAllUser().filter(({ userId }) => userId !== own.userId);
    for (const [userId, who] of seen) if (!others.some((user) => user.userId === userId)) forget(userId, who);
    for (const user of others) {
      if (participantId(user) !== participantId(own)) meet(user);
      else if (isNewcomer) older.add(user.userId);
      else if (!older.has(user.userId)) return onDuplicate();
    }
  };

  const follow = (): void => sync(false);
  client.on('user-added', follow);
  client.on('user-updated', follow);
  client.on('user-removed', follow);
  client.on('peer-video-state-change', follow);
  client.on('peer-share-state-change', follow);
  client.on('active-speaker', (speakers) => {
    const participantIds = speakers.flatMap(({ userId }) => seen.get(userId)?.participantId ?? []);
    report({ type: 'active-speakers', participantIds });
  });
  reportQuality(client, (userId, quality) => {
    const isOwn = userId === client.getCurrentUserInfo().userId;
    const about = isOwn ? undefined : seen.get(userId)?.participantId;
    if (isOwn || about !== undefined) report({ type: 'quality', participantId: about, quality });
  });

  return {
    userIdOf: (participant) =>
      [...seen.values()].findLast((who) => who.participantId === participant)?.user.userId,
    participantOf: (userId) => seen.get(userId)?.participantId ?? left.get(userId),
    publications: () =>
      [...seen].flatMap(([userId, who]) =>
        [...who.published.keys()].map((source) => {
          const id = publicationId(userId, source);
          return { userId, participantId: who.participantId, source, id };
        }),
      ),
    takeBackCamera: (userId) => {
      const who = seen.get(userId);
      if (who === undefined) return;
      who.isCameraTakenBack = true;
      update(who);
    },
    refresh: () => sync(true),
    end: () => {
      for (const who of seen.values()) {
        clearTimeout(who.doubt);
        for (const { picture } of who.published.values()) picture?.end();
      }
      seen.clear();
    },
  };
}

/** Zoom scores both directions; the worse one is what a person notices. */
function reportQuality(client: ZoomClient, tell: (userId: number, quality: Quality) => void): void {
  const levels = new Map<number, Map<string, number>>();
  client.on('network-quality-change', ({ userId, type, level }) => {
    const known = levels.get(userId) ?? new Map<string, number>();
    levels.set(userId, known.set(type, level));
    tell(userId, qualityOf(Math.min(...known.values())));
  });
}
