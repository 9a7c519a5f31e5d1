import type { EmulatedParticipant } from './emulated-participant.ts';
import type { EmulatedRoom } from './emulated-room.ts';

/** Twilio writes whole seconds. */
const date = (at: number | undefined): string | null =>
  at === undefined ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;

const seconds = (from: number, to: number | undefined): number | null =>
  to === undefined ? null : Math.round((to - from) / 1000);

/** Undefined while it is not over, or not known to be. */
const knownBy = (seen: number, at: number | undefined): number | undefined =>
  at !== undefined && at <= seen ? at : undefined;

/** A room as Video Insights shows it to whoever knows all up to `seen` (twilio-oai, `insights.v1.video_room_summary`). */
export function insightsRoom(room: EmulatedRoom, seen: number, accountSid: string, base: string) {
  const { sid, terms } = room;
  const visitors = room.visitors.filter(({ joinedAt }) => joinedAt <= seen);
  const endedAt = knownBy(seen, room.endedAt);
  const durations = visitors.map(({ joinedAt, leftAt }) => seconds(joinedAt, knownBy(seen, leftAt)) ?? 0);
  const url = `${base}/v1/Video/Rooms/${sid}`;
  return {
    account_sid: accountSid,
    room_sid: sid,
    room_name: terms.name,
    create_time: date(terms.createdAt),
    end_time: date(endedAt),
    room_type: 'group',
    room_status: endedAt === undefined ? 'in_progress' : 'completed',
    status_callback: terms.statusCallback ?? null,
    status_callback_method: terms.statusCallback === undefined ? null : 'POST',
    created_method: 'api',
    max_participants: terms.maxParticipants,
    max_concurrent_participants: mostAtOnce(visitors),
    media_region: 'us1',
    recording_enabled: false,
    duration_sec: seconds(terms.createdAt, endedAt),
    total_participant_duration_sec: durations.reduce((sum, one) => sum + one, 0),
    total_recording_duration_sec: 0,
    unique_participants: visitors.length,
    unique_participant_identities: new Set(visitors.map(({ identity }) => identity)).size,
    concurrent_participants: visitors.filter(({ leftAt }) => knownBy(seen, leftAt) === undefined).length,
    processing_state: endedAt === undefined ? 'in_progress' : 'complete',
    url,
    links: { participants: `${url}/Participants` },
  };
}

/** A connection as Video Insights shows it (twilio-oai, `insights.v1.video_room_summary.video_participant_summary`). */
export function insightsParticipant(
  room: EmulatedRoom,
  { sid, identity, joinedAt, leftAt: left }: EmulatedParticipant,
  seen: number,
  accountSid: string,
  base: string,
) {
  const leftAt = knownBy(seen, left);
  return {
    account_sid: accountSid,
    room_sid: room.sid,
    participant_sid: sid,
    participant_identity: identity,
    join_time: date(joinedAt),
    leave_time: date(leftAt),
    duration_sec: seconds(joinedAt, leftAt),
    status: leftAt === undefined ? 'connected' : 'disconnected',
    error_code: null,
    error_code_url: null,
    media_region: 'us1',
    url: `${base}/v1/Video/Rooms/${room.sid}/Participants/${sid}`,
  };
}

function mostAtOnce(visitors: readonly EmulatedParticipant[]): number {
  const steps = visitors
    .flatMap(({ joinedAt, leftAt = Infinity }) => [
      { at: joinedAt, by: 1 },
      { at: leftAt, by: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let [count, most] = [0, 0];
  for (const { by } of steps) {
    count += by;
    most = Math.max(most, count);
  }
  return most;
}
