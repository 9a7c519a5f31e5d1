import { kindOfSource, type ParticipantId, type ProviderEvent, type ProviderMedia } from '@patchbay/contract';
import { renderUser } from './zoom-rendering.ts';
import type { ZoomClient, ZoomStream, ZoomUser } from './zoom-sdk.ts';
import { participantId, publicationId, qualityOf, sources, type ZoomSource } from './zoom-translate.ts';

export type ZoomRoster = ReturnType<typeof followUsers>;

interface Seen {
  user: ZoomUser;
  /** Whether it is muted, of what was told last. */
  told: Readonly<Record<ZoomSource, boolean | undefined>>;
  isCameraTakenBack: boolean;
  /** Of `isSpeakerOnly`, while there was no audio. */
  saidBefore: boolean | undefined;
  /** Whoever only listens would have said so by now. */
  isSettled: boolean;
  doubt: ReturnType<typeof setTimeout> | undefined;
}

const nothing = { camera: undefined, microphone: undefined, screen: undefined };

/** The SDK tells newcomers within two seconds who only listens (2.5.0, `SpeakerOnly` in index.esm.js). */
const doubtMilliseconds = 3000;

/** Everybody else in the session, as Zoom's list of users has them. A later join under one's own key closes it. */
export function followUsers(client: ZoomClient, stream: ZoomStream, report: (event: ProviderEvent) => void) {
  const seen = new Map<number, Seen>();
  /** Also of those who left: their last message may come after. */
  const participants = new Map<number, ParticipantId>();
  /** Earlier joins under one's own key. */
  const older = new Set<number>();

  const cameraOf = (who: Seen): boolean | undefined => {
    if (who.user.bVideoOn) return false;
    if (who.told.camera !== undefined && !who.isCameraTakenBack) return true;
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
    if (who.told.microphone !== undefined) return true;
    if (who.isSettled || isSpeakerOnly !== who.saidBefore) return isSpeakerOnly === true ? undefined : true;
    who.doubt ??= setTimeout(() => {
      who.isSettled = true;
      sync(false);
    }, doubtMilliseconds);
    return undefined;
  };
  const mediaOf = (who: Seen): readonly ProviderMedia[] => {
    const { userId, sharerOn, sharerPause } = who.user;
    const screen = sharerOn ? sharerPause : undefined;
    who.told = { camera: cameraOf(who), microphone: microphoneOf(who), screen };
    return sources.flatMap((source): readonly ProviderMedia[] => {
      const muted = who.told[source];
      if (muted === undefined) return [];
      const owner = { id: publicationId(userId, source), participantId: participantId(who.user) };
      const about = { ...owner, source, kind: kindOfSource(source), muted, track: undefined };
      // The SDK plays everybody's sound itself, past every element.
      return [source === 'microphone' ? about : { ...about, rendering: renderUser(stream, userId, source) }];
    });
  };

  const meet = (user: ZoomUser): Seen => {
    const unsettled = { isCameraTakenBack: false, saidBefore: undefined, isSettled: false, doubt: undefined };
    return { user, told: nothing, ...unsettled };
  };
  /** `isNewcomer`: whoever is there now was there before us. */
  const sync = (isNewcomer: boolean): void => {
    const own = client.getCurrentUserInfo();
    const others = client.getAllUser().filter(({ userId }) => userId !== own.userId);
    const people = others.filter((user) => participantId(user) !== participantId(own));
    for (const { userId } of others.filter((user) => !people.includes(user))) {
      if (isNewcomer) older.add(userId);
      if (!older.has(userId)) return report({ type: 'closed', reason: 'duplicate', error: undefined });
    }
    for (const [userId, { doubt }] of seen) {
      if (people.some((user) => user.userId === userId)) continue;
      clearTimeout(doubt);
      seen.delete(userId);
    }
    for (const user of people) {
      seen.set(user.userId, Object.assign(seen.get(user.userId) ?? meet(user), { user }));
      participants.set(user.userId, participantId(user));
    }
    const described = people.map((user) => {
      return { id: participantId(user), userKey: user.userKey === undefined ? undefined : user.displayName };
    });
    report({ type: 'roster', participants: described, media: [...seen.values()].flatMap(mediaOf) });
  };

  const changes = ['user-added', 'user-updated', 'user-removed'] as const;
  for (const name of [...changes, 'peer-video-state-change', 'peer-share-state-change'] as const)
    client.on(name, () => sync(false));
  client.on('active-speaker', (speakers) => {
    const participantIds = speakers.flatMap(({ userId }) => participants.get(userId) ?? []);
    report({ type: 'active-speakers', participantIds });
  });
  const levels = new Map<number, ReadonlyMap<string, number>>();
  client.on('network-quality-change', ({ userId, type, level }) => {
    const both = new Map(levels.get(userId)).set(type, level);
    levels.set(userId, both);
    const about = participants.get(userId);
    if (about === undefined && userId !== client.getCurrentUserInfo().userId) return;
    // Zoom scores both directions; the worse one is what a person notices.
    report({ type: 'quality', participantId: about, quality: qualityOf(Math.min(...both.values())) });
  });

  return {
    /** The latest join of that participant. */
    userIdOf: (participant: ParticipantId) =>
      [...seen.keys()].findLast((each) => participants.get(each) === participant),
    participantOf: (userId: number) => participants.get(userId),
    /** The camera of that user is not off but taken back. */
    takeBackCamera: (userId: number) => {
      const who = seen.get(userId);
      if (who !== undefined) who.isCameraTakenBack = true;
      sync(false);
    },
    /** Reads the list again. */
    refresh: () => sync(true),
    end: () => {
      for (const { doubt } of seen.values()) clearTimeout(doubt);
    },
  };
}
