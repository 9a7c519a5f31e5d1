import type { MediaKind, ParticipantId, ProviderEvent } from '@patchbay/contract';
import { endOf, pexipError } from '../pexip-errors.ts';
import type { PexipCall } from './pexip-call.ts';
import { createPexipRoster } from './pexip-roster.ts';
import type { PexipCallSignals, PexipSignals } from './pexip-sdk.ts';
import { decodeMessage, mixId, qualityOf, screenId } from './pexip-translate.ts';

export type PexipConference = ReturnType<typeof reportConference>;
type Closed = Extract<ProviderEvent, { readonly type: 'closed' }>;

interface ConferenceParts {
  readonly signals: PexipSignals;
  readonly callSignals: PexipCallSignals;
  readonly call: PexipCall;
  readonly selfId: ParticipantId;
  /** Whether one has joined, and not left. */
  readonly isIn: () => boolean;
  /** Whether requests are not answered: then media is not all there is to come back. */
  readonly isOffline: () => boolean;
  readonly report: (event: ProviderEvent) => void;
}

const mainRoom = 'main';
/** The SDK (20.0.0) ends a call when certain requests fail once. */
const gaveUp = 'Could not execute critical network action';

/** Tells what happens in the conference from now on. Call before joining. */
export function reportConference(parts: ConferenceParts) {
  const { signals, callSignals, call, selfId, isIn, isOffline, report } = parts;
  const synced = Promise.withResolvers<void>();
  const mixes = new Set<MediaKind>();
  let screen: MediaStreamTrack | undefined;
  let presenter: ParticipantId | undefined;
  let isCallingAnew = false;
  // It may end when nobody waits for it any more.
  synced.promise.catch(() => undefined);

  const end = (event: Omit<Closed, 'type'>): void => {
    synced.reject(event.error);
    if (isIn()) report({ type: 'closed', ...event });
  };
  /** A screen is told once it is there, and whose it is. */
  const showScreen = (next: ParticipantId | undefined, track: MediaStreamTrack | undefined): void => {
    if (next === presenter && track === screen) return;
    if (presenter !== undefined && screen) report({ type: 'media-removed', id: screenId(presenter) });
    [presenter, screen] = [next, track];
    if (presenter === undefined || !screen) return;
    const about = {
      id: screenId(presenter),
      participantId: presenter,
      source: 'screen',
      kind: 'video',
    } as const;
    report({ type: 'media-added', media: { ...about, muted: false, track: screen } });
  };
  const followPresenter = (): void =>
    showScreen(roster.presenter(), roster.presenter() === undefined ? undefined : screen);
  const showMix = (track: MediaStreamTrack): void => {
    const kind: MediaKind = track.kind === 'audio' ? 'audio' : 'video';
    mixes.add(kind);
    const about = { id: mixId(kind), participantId: undefined, source: 'mix', kind } as const;
    report({ type: 'media-added', media: { ...about, muted: false, track } });
  };
  /** Nothing comes until the call is made anew. */
  const callAnew = async (calling: () => Promise<void>): Promise<void> => {
    if (isCallingAnew) return;
    isCallingAnew = true;
    for (const kind of mixes) report({ type: 'media-removed', id: mixId(kind) });
    mixes.clear();
    showScreen(presenter, undefined);
    await calling().catch((cause: unknown) => end({ reason: 'connection-lost', error: pexipError(cause) }));
    isCallingAnew = false;
  };

  const onDuplicate = (): void => end({ reason: 'duplicate', error: undefined });
  const roster = createPexipRoster({ selfId, isSelf: call.isSelf, report, onDuplicate });

  signals.onParticipants.add(({ id, participants }) => {
    if (id !== mainRoom) return;
    roster.sync(participants);
    followPresenter();
    synced.resolve();
  });
  for (const signal of [signals.onParticipantJoined, signals.onParticipantUpdated])
    signal.add((batch) => {
      for (const { id, participant } of batch) if (id === mainRoom) roster.update(participant);
      followPresenter();
    });
  signals.onParticipantLeft.add((batch) => {
    for (const { id, participant } of batch) if (id === mainRoom) roster.remove(participant.uuid);
    followPresenter();
  });
  signals.onApplicationMessage.add(({ userId, message: given }) => {
    const [from, message] = [roster.idOf(userId), decodeMessage(given)];
    if (from !== undefined && message !== undefined) report({ type: 'message', from, message });
  });
  signals.onStage.add((stage) => {
    const speaking = stage.filter(({ vad }) => vad > 0).flatMap(({ userId }) => roster.idOf(userId) ?? []);
    report({ type: 'active-speakers', participantIds: speaking });
  });
  signals.onPeerDisconnect.add(() => void callAnew(() => call.restart()));
  signals.onTransfer.add((to) => {
    if (to.target === 'direct' || to.target === 'transcoded') void callAnew(() => call.transfer(to));
    // Anywhere else is another conference than the ticket's.
    else end({ reason: 'removed', error: undefined });
  });
  signals.onDisconnected.add(({ error }) => {
    if (isCallingAnew) return;
    if (error === gaveUp && isIn()) void callAnew(() => call.joinAgain(isIn));
    else end(endOf(error));
  });

  callSignals.onRemoteStream.add((stream) => stream.getTracks().forEach(showMix));
  callSignals.onRemotePresentationStream.add((stream) =>
    showScreen(roster.presenter(), stream.getVideoTracks()[0]),
  );
  callSignals.onPresentationConnectionChange.add(({ send }) => call.hearPresentation(send));
  callSignals.onCallQuality.add((ways) =>
    report({ type: 'quality', participantId: undefined, quality: qualityOf(ways) }),
  );
  callSignals.onReconnecting.add(() => report({ type: 'interrupted', scope: 'media' }));
  callSignals.onReconnected.add(() => isOffline() || report({ type: 'restored' }));

  return {
    roster,
    /** The parts of the mix that there are to see and hear now. */
    mixes: mixes as ReadonlySet<MediaKind>,
    /** Whose screen is shown. */
    presenter: (): ParticipantId | undefined => screen && presenter,
    /** Resolves when everybody present has been reported; rejects when it ends before. */
    synced: synced.promise,
  };
}
