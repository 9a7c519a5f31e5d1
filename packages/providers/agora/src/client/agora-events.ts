import type { MediaKind, ProviderEvent, PublicationId } from '@patchbay/contract';
import { endOf } from '../agora-errors.ts';
import { isScreenUid, participantIdOf, personUidOf } from '../agora-uids.ts';
import type { AgoraClient, AgoraTrack, AgoraUser } from './agora-sdk.ts';
import type { AgoraTalk } from './agora-talk.ts';
import { describeMedia, isOurs, qualityOf } from './agora-translate.ts';

export type AgoraRoom = ReturnType<typeof followRoom>;

type Report = (event: ProviderEvent) => void;
/** What is received of one publication. */
type Reception = { readonly uid: number; readonly kind: MediaKind; readonly track: AgoraTrack };

/** Somebody whose volume is above this speaks; the SDK's scale ends at 100. */
const speakingLevel = 5;

/** Listens before joining, as the SDK tells who and what is there at once; subscribes to everything once joined. */
export function followRoom(client: AgoraClient, talk: () => AgoraTalk, report: Report) {
  const receptions = new Map<PublicationId, Reception>();
  /** What is published anew is another publication, which Agora has no name for. */
  const ids = new Map<string, PublicationId>();
  let count = 0;
  const { promise: joined, resolve: open } = Promise.withResolvers<void>();
  let isOpen = false;
  let wasConnected = false;

  const isMuted = (uid: number, kind: MediaKind): boolean =>
    talk().isMuted(personUidOf(uid), describeMedia(uid, kind).source);
  const subscribe = async (user: AgoraUser, uid: number, kind: MediaKind): Promise<void> => {
    await joined;
    const { key, ...about } = describeMedia(uid, kind);
    const of = user as never;
    const track = await (kind === 'audio' ? client.subscribe(of, kind) : client.subscribe(of, kind));
    if (!(kind === 'audio' ? user.hasAudio : user.hasVideo)) return;
    const id = ids.get(key) ?? `${key}-${(count += 1)}`;
    ids.set(key, id);
    receptions.set(id, { uid, kind, track });
    const media = { id, ...about, muted: isMuted(uid, kind), track: track.getMediaStreamTrack() };
    report({ type: 'media-added', media });
  };
  const remove = (key: string): void => {
    const id = ids.get(key);
    ids.delete(key);
    if (id !== undefined && receptions.delete(id)) report({ type: 'media-removed', id });
  };
  const retellMutes = (uid: number): void => {
    for (const [id, { uid: owner, kind }] of receptions)
      if (personUidOf(owner) === uid) report({ type: 'media-muted', id, muted: isMuted(owner, kind) });
  };

  /** Nobody waits for it: whoever left again meanwhile need not be told. */
  const greet = (): void =>
    void talk()
      .sayHello()
      .catch(() => undefined);

  client.on('user-joined', ({ uid }) => {
    if (!isOurs(uid) || isScreenUid(uid) || !isOpen) return;
    report({ type: 'participant-joined', participant: talk().describe(uid) });
    greet();
  });
  client.on('user-left', ({ uid }) => {
    if (!isOurs(uid)) return;
    for (const kind of ['audio', 'video'] as const) remove(describeMedia(uid, kind).key);
    if (!isScreenUid(uid)) report({ type: 'participant-left', participantId: participantIdOf(uid) });
  });
  client.on('user-published', (user, kind) => {
    if (kind === 'datachannel' || !isOurs(user.uid)) return;
    // It was taken back, or its owner left, before it could be heard; or the connection broke, and it is told again.
    subscribe(user, user.uid, kind).catch(() => undefined);
  });
  client.on('user-unpublished', ({ uid }, kind) => {
    if (kind !== 'datachannel' && isOurs(uid)) remove(describeMedia(uid, kind).key);
  });
  client.on('network-quality', (own) => {
    report({ type: 'quality', participantId: undefined, quality: qualityOf(own) });
    for (const [uid, quality] of Object.entries(client.getRemoteNetworkQuality()))
      if (!isScreenUid(Number(uid)))
        report({ type: 'quality', participantId: participantIdOf(Number(uid)), quality: qualityOf(quality) });
  });
  client.on('volume-indicator', (volumes) => {
    const speaking = volumes
      .filter(({ level }) => level > speakingLevel)
      .toSorted((a, b) => b.level - a.level)
      .flatMap(({ uid }) => (isOurs(uid) && !isScreenUid(uid) ? [participantIdOf(uid)] : []));
    report({ type: 'active-speakers', participantIds: speaking });
  });
  client.on('connection-state-change', (current, previous, reason) => {
    if (current === 'RECONNECTING') report({ type: 'interrupted', scope: 'signalling' });
    if (current === 'CONNECTED' && previous === 'RECONNECTING') {
      report({ type: 'restored' });
      // To the others it may have been a leave and a join.
      greet();
    }
    wasConnected ||= current === 'CONNECTED';
    if (current === 'DISCONNECTED' && wasConnected) report({ type: 'closed', ...endOf(reason) });
  });
  client.on('token-privilege-did-expire', () => report({ type: 'closed', ...endOf('TOKEN_EXPIRE') }));

  return {
    receptions,
    /** Tells anew what of somebody is silent. */
    retellMutes,
    /** Begins to tell who comes, once those who were there are known. */
    open() {
      const present = client.remoteUsers.map(({ uid }) => uid).filter(isOurs);
      const people = present.filter((uid) => !isScreenUid(uid));
      report({ type: 'roster', participants: people.map(talk().describe) });
      isOpen = true;
      open();
    },
  };
}
