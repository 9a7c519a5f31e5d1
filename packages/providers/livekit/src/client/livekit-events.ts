import type { ProviderEvent } from '@patchbay/contract';
import { closedBy } from './livekit-errors.ts';
import type { LivekitPublicationListener, LivekitRoom } from './livekit-sdk.ts';
import {
  decodeMessage,
  kindOf,
  messageTopic,
  participantOf,
  qualityOf,
  sourceOf,
} from './livekit-translate.ts';

type Report = (event: ProviderEvent) => void;

/** Turns what the room says into facts. Call before `room.connect`, so that nothing is missed. */
export function reportRoomEvents(room: LivekitRoom, report: Report): void {
  const isSelf = (identity: string): boolean => identity === room.localParticipant.identity;
  let joined = false;

  const reportRoster = (): void =>
    report({ type: 'roster', participants: [...room.remoteParticipants.values()].map(participantOf) });

  // The first listener of `connected`, so the roster is there before the tracks that the SDK held back for it.
  room.on('connected', () => {
    joined = true;
    reportRoster();
  });
  room.on('participantConnected', (participant) =>
    report({ type: 'participant-joined', participant: participantOf(participant) }),
  );
  // A full reconnect tells that everybody left before it tells that it reconnects, all in one tick (livekit-client 2.23.0,
  // handleRestarting). So look one microtask later, and leave it to `reconnected` when that is what happened.
  room.on('participantDisconnected', () =>
    queueMicrotask(() => {
      if (room.state !== 'reconnecting') reportRoster();
    }),
  );

  room.on('trackSubscribed', (track, publication, { identity }) => {
    const { trackSid: id, isMuted: muted } = publication;
    const about = { participantId: identity, source: sourceOf(publication), kind: kindOf(publication) };
    report({ type: 'media-added', media: { id, ...about, muted, track: track.mediaStreamTrack } });
  });
  room.on('trackUnsubscribed', (_track, publication) =>
    report({ type: 'media-removed', id: publication.trackSid }),
  );
  const reportMuted =
    (muted: boolean): LivekitPublicationListener =>
    ({ trackSid: id, track }, { identity }) => {
      if (track && !isSelf(identity)) report({ type: 'media-muted', id, muted });
    };
  room.on('trackMuted', reportMuted(true));
  room.on('trackUnmuted', reportMuted(false));
  room.on('trackStreamStateChanged', (publication, state) =>
    report({ type: 'media-paused', id: publication.trackSid, paused: state === 'paused' }),
  );

  room.on('activeSpeakersChanged', (speakers) =>
    report({ type: 'active-speakers', participantIds: speakers.map((speaker) => speaker.identity) }),
  );
  room.on('connectionQualityChanged', (quality, { identity }) => {
    const participantId = isSelf(identity) ? undefined : identity;
    report({ type: 'quality', participantId, quality: qualityOf(quality) });
  });
  // By identity: livekit-server 1.11.0 may take three seconds to tell of somebody who publishes nothing, messages come at once.
  room.on('dataReceived', (payload, _participant, _kind, topic, _encryption, from) => {
    const message = topic === messageTopic ? decodeMessage(payload) : undefined;
    if (message !== undefined && from) report({ type: 'message', from, message });
  });

  room.on('signalReconnecting', () => report({ type: 'interrupted', scope: 'signalling' }));
  room.on('reconnecting', () => report({ type: 'interrupted', scope: 'media' }));
  room.on('reconnected', () => {
    reportRoster();
    report({ type: 'restored' });
  });
  room.on('disconnected', (reason) => {
    // Before `connected` it is the join that failed: `room.connect` rejects with the cause.
    if (joined) report({ type: 'closed', ...closedBy(reason) });
  });
}
