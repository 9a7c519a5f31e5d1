import type { EmulatedParticipant } from './emulated-participant.ts';
import type { EmulatedRoom } from './emulated-room.ts';

const date = (at: number | undefined): string | null =>
  at === undefined ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;

const seconds = (from: number, to: number | undefined): number | null =>
  to === undefined ? null : Math.round((to - from) / 1000);

/** A room as Video's REST API shows it (twilio-oai, `video.v1.room`). */
export function roomResource({ sid, terms, endedAt }: EmulatedRoom, accountSid: string, base: string) {
  const url = `${base}/v1/Rooms/${sid}`;
  return {
    sid,
    account_sid: accountSid,
    unique_name: terms.name,
    status: endedAt === undefined ? 'in-progress' : 'completed',
    type: 'group',
    date_created: date(terms.createdAt),
    date_updated: date(endedAt ?? terms.createdAt),
    end_time: date(endedAt),
    duration: seconds(terms.createdAt, endedAt),
    max_participants: terms.maxParticipants,
    max_participant_duration: 14_400,
    max_concurrent_published_tracks: 170,
    empty_room_timeout: terms.emptyTimeoutMinutes,
    unused_room_timeout: terms.unusedTimeoutMinutes,
    status_callback: terms.statusCallback ?? null,
    status_callback_method: 'POST',
    record_participants_on_connect: false,
    enable_turn: true,
    audio_only: false,
    large_room: false,
    video_codecs: ['H264', 'VP8'],
    media_region: 'us1',
    url,
    links: { participants: `${url}/Participants`, recordings: `${url}/Recordings` },
  };
}

/** A participant as Video's REST API shows it (twilio-oai, `video.v1.room.room_participant`). */
export function participantResource(
  room: EmulatedRoom,
  { sid, identity, joinedAt, leftAt }: EmulatedParticipant,
  accountSid: string,
  base: string,
) {
  const url = `${base}/v1/Rooms/${room.sid}/Participants/${sid}`;
  return {
    sid,
    room_sid: room.sid,
    account_sid: accountSid,
    status: leftAt === undefined ? 'connected' : 'disconnected',
    identity,
    date_created: date(joinedAt),
    date_updated: date(leftAt ?? joinedAt),
    start_time: date(joinedAt),
    end_time: date(leftAt),
    duration: seconds(joinedAt, leftAt),
    url,
    links: { published_tracks: `${url}/PublishedTracks`, subscribed_tracks: `${url}/SubscribedTracks` },
  };
}
