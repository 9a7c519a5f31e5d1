import type { ProviderEvent } from '@patchbay/contract';
import { codeOf, endOf } from '../twilio-errors.ts';
import type { TwilioParticipant, TwilioPublication, TwilioPerson, TwilioRoom } from './twilio-sdk.ts';
import type { TwilioTalk } from './twilio-talk.ts';
import { describeTrack, qualityOf } from './twilio-translate.ts';

/** MediaConnectionError; the other one is 53001. */
const mediaLost = 53405;

/** Tells who and what is in the room, of whom the SDK says nothing, and then what happens. Call once joined. */
export function reportRoom(room: TwilioRoom, talk: TwilioTalk, report: (event: ProviderEvent) => void): void {
  const reportRoster = (): void =>
    report({ type: 'roster', participants: [...room.participants.values()].map(talk.describe) });
  const follow = (participant: TwilioParticipant, participantId?: string): unknown =>
    participant.on('networkQualityLevelChanged', (level) =>
      report({ type: 'quality', participantId, quality: qualityOf(level) }),
    );
  const show = (publication: TwilioPublication, { identity: participantId }: TwilioPerson) => {
    const track = publication.track?.mediaStreamTrack;
    if (!track) return;
    const { trackSid: id, isTrackEnabled } = publication;
    const about = { id, participantId, ...describeTrack(publication), muted: !isTrackEnabled };
    report({ type: 'media-added', media: { ...about, track } });
  };
  const reportMuted = ({ trackSid: id, isTrackEnabled }: TwilioPublication): void =>
    report({ type: 'media-muted', id, muted: !isTrackEnabled });
  const reportPaused = (id: string, paused: boolean): void => report({ type: 'media-paused', id, paused });
  const reportRemoved = (id: string): void => report({ type: 'media-removed', id });

  // The talk tells who it is.
  room.on('participantConnected', (participant) => follow(participant, participant.identity));
  room.on('participantDisconnected', ({ identity, tracks }) => {
    for (const id of tracks.keys()) reportRemoved(id);
    // Of two connections of one identity the newer may be there already.
    const isThere = [...room.participants.values()].some((other) => other.identity === identity);
    if (!isThere) report({ type: 'participant-left', participantId: identity });
  });
  room.on('trackSubscribed', (_track, publication, participant) => show(publication, participant));
  room.on('trackUnsubscribed', (track, { trackSid }) => track.mediaStreamTrack && reportRemoved(trackSid));
  room.on('trackDisabled', reportMuted);
  room.on('trackEnabled', reportMuted);
  room.on('trackSwitchedOff', (_track, { trackSid }) => reportPaused(trackSid, true));
  room.on('trackSwitchedOn', (_track, { trackSid }) => reportPaused(trackSid, false));
  room.on('dominantSpeakerChanged', (speaker) =>
    report({ type: 'active-speakers', participantIds: speaker ? [speaker.identity] : [] }),
  );
  room.on('reconnecting', (error) =>
    report({ type: 'interrupted', scope: codeOf(error) === mediaLost ? 'media' : 'signalling' }),
  );
  room.on('reconnected', () => {
    reportRoster();
    report({ type: 'restored' });
  });
  room.on('disconnected', (_room, error) => report({ type: 'closed', ...endOf(error) }));

  follow(room.localParticipant);
  reportRoster();
  for (const participant of room.participants.values()) {
    follow(participant, participant.identity);
    for (const publication of participant.tracks.values()) show(publication, participant);
  }
}
