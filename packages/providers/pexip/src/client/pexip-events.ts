import type { ParticipantId, ProviderEvent, ProviderMedia } from '@patchbay/contract';
import { endOf, pexipError } from '../pexip-errors.ts';
import type { PexipCall } from './pexip-call.ts';
import { createPexipRoster } from './pexip-roster.ts';
import type { PexipCallSignals, PexipSignals } from './pexip-sdk.ts';
import { decodeMessage } from './pexip-translate.ts';

export type PexipConference = ReturnType<typeof reportConference>;

/** The SDK (20.0.0) ends a call when one of certain requests comes to nothing. */
const gaveUp = 'Could not execute critical network action';

/** Tells what happens in the conference from now on; call before joining. */
export function reportConference(
  { signals, callSignals }: { readonly signals: PexipSignals; readonly callSignals: PexipCallSignals },
  call: PexipCall,
  selfId: ParticipantId,
  /** Whether one has joined, and not left. */
  isIn: () => boolean,
  isOffline: () => boolean,
  report: (event: ProviderEvent) => void,
) {
  const synced = Promise.withResolvers<void>();
  const shown = new Map<string, ProviderMedia>();
  let screen: MediaStreamTrack | undefined;
  let isCallingAnew = false;
  synced.promise.catch(() => undefined);

  const end = (event: ReturnType<typeof endOf>): void => {
    synced.reject(event.error);
    report({ type: 'closed', ...event });
  };
  const show = (media: ProviderMedia): void => {
    shown.set(media.id, media);
    report({ type: 'media-added', media });
  };
  const hide = (isMeant: (media: ProviderMedia) => boolean): void => {
    for (const [id, media] of shown) {
      if (!isMeant(media)) continue;
      shown.delete(id);
      report({ type: 'media-removed', id });
    }
  };
  const showMix = (track: MediaStreamTrack): void => {
    const kind = track.kind === 'audio' ? 'audio' : 'video';
    show({ id: `mix-${kind}`, participantId: undefined, source: 'mix', kind, muted: false, track });
  };
  /** A screen is told once it is there, and whose it is. */
  const followPresenter = (): void => {
    const participantId = roster.presenter();
    if (participantId === undefined) screen = undefined;
    const id = `screen-${participantId}`;
    hide((media) => media.source === 'screen' && (media.id !== id || media.track !== screen));
    if (participantId === undefined || !screen || shown.has(id)) return;
    show({ id, participantId, source: 'screen', kind: 'video', muted: false, track: screen });
  };
  /** Nothing comes until the call is made anew. */
  const callAnew = async (calling: () => Promise<void>): Promise<void> => {
    if (isCallingAnew) return;
    isCallingAnew = true;
    screen = undefined;
    hide(() => true);
    await calling().catch((cause: unknown) => end({ reason: 'connection-lost', error: pexipError(cause) }));
    isCallingAnew = false;
  };

  const roster = createPexipRoster(selfId, call.isSelf, () => end({ reason: 'duplicate', error: undefined }));
  /** The whole list each time: the SDK's three signals are told late, and not in their order. */
  const followRoster = (): void => {
    const participants = roster.take(call.client.getParticipants('main'));
    if (!participants) return;
    report({ type: 'roster', participants });
    followPresenter();
    synced.resolve();
  };
  for (const told of ['s', 'Joined', 'Updated', 'Left'] as const)
    signals[`onParticipant${told}`].add(followRoster);
  signals.onApplicationMessage.add(({ userId, message: given }) => {
    const [from, message] = [roster.idOf(userId), decodeMessage(given)];
    if (from !== undefined && message !== undefined) report({ type: 'message', from, message });
  });
  signals.onPeerDisconnect.add(() => void callAnew(() => call.restart()));
  signals.onTransfer.add((to) => {
    if (to.target === 'direct' || to.target === 'transcoded') void callAnew(() => call.transfer(to));
    else end({ reason: 'removed', error: undefined });
  });
  signals.onDisconnected.add(({ error }) => {
    if (error !== gaveUp || !isIn()) end(endOf(error));
    else void callAnew(() => call.joinAgain(isIn));
  });

  callSignals.onRemoteStream.add((stream) => stream.getTracks().forEach(showMix));
  callSignals.onRemotePresentationStream.add((stream) => {
    [screen] = stream.getVideoTracks();
    followPresenter();
  });
  callSignals.onPresentationConnectionChange.add(({ send }) => call.hearPresentation(send));
  callSignals.onReconnecting.add(() => report({ type: 'interrupted', scope: 'media' }));
  // While signalling is lost, media is not all there is to come back.
  callSignals.onReconnected.add(() => isOffline() || report({ type: 'restored' }));

  return {
    roster,
    /** What there is to see and hear now, by id. */
    shown: shown as ReadonlyMap<string, ProviderMedia>,
    /** Resolves when everybody present has been reported; rejects when it ends before. */
    synced: synced.promise,
  };
}
