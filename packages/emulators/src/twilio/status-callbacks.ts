import { createHmac } from 'node:crypto';
import type { EmulatedParticipant, PublishedTrack } from './emulated-participant.ts';
import type { EmulatedRoom } from './emulated-room.ts';
import type { TwilioCloudParts } from './twilio-cloud-parts.ts';

type Fields = Readonly<Record<string, string>>;

export interface StatusCallbacks {
  room(room: EmulatedRoom, event: 'room-created' | 'room-ended'): void;
  participant(
    room: EmulatedRoom,
    participant: EmulatedParticipant,
    event: 'participant-connected' | 'participant-disconnected',
  ): void;
  track(
    room: EmulatedRoom,
    participant: EmulatedParticipant,
    event: `track-${'added' | 'removed' | 'enabled' | 'disabled'}`,
    track: PublishedTrack,
  ): void;
  /** A fault: nobody is told who left. */
  areLeavesLost: boolean;
  /** Resolves when all that was to be sent has been, or has failed. */
  settled(): Promise<void>;
}

/** Twilio's webhooks: forms, signed, one after another, each sent once. */
export function createStatusCallbacks(parts: TwilioCloudParts): StatusCallbacks {
  const { account, fetch, log, now } = parts;
  let queue = Promise.resolve();
  let sequence = 0;

  const send = (room: EmulatedRoom, event: string, fields: Fields = {}): void => {
    const url = room.terms.statusCallback;
    if (url === undefined) return;
    const isEnded = room.endedAt !== undefined;
    const body = new URLSearchParams({
      AccountSid: account.accountSid,
      RoomSid: room.sid,
      RoomName: room.terms.name,
      RoomStatus: isEnded ? 'completed' : 'in-progress',
      RoomType: 'group',
      StatusCallbackEvent: event,
      Timestamp: new Date(now()).toISOString(),
      SequenceNumber: String(sequence),
      ...(isEnded && { RoomDuration: seconds(room.terms.createdAt, room.endedAt) }),
      ...fields,
    });
    sequence += 1;
    const signature = signForm(account.authToken, url, body);
    queue = queue.then(async () => {
      const status = await post(fetch, url, body, signature);
      log.add('emulator', `callback ${event}`, { room: room.sid, status });
    });
  };

  const callbacks: StatusCallbacks = {
    areLeavesLost: false,
    room: (room, event) => send(room, event),
    participant: (room, participant, event) => {
      const isOver = event === 'participant-disconnected';
      if (isOver && callbacks.areLeavesLost) return;
      send(room, event, {
        ...fieldsOf(participant),
        ParticipantStatus: isOver ? 'disconnected' : 'connected',
        ...(isOver && { ParticipantDuration: seconds(participant.joinedAt, participant.leftAt) }),
      });
    },
    track: (room, participant, event, { sid, kind, name }) =>
      send(room, event, { ...fieldsOf(participant), TrackSid: sid, TrackKind: kind, TrackName: name }),
    settled: () => queue,
  };
  return callbacks;
}

/** `X-Twilio-Signature`: the address and the fields in the order of their names. */
export function signForm(authToken: string, url: string, body: URLSearchParams): string {
  const names = [...new Set(body.keys())].sort();
  const signed = names.reduce((text, name) => text + name + (body.get(name) ?? ''), url);
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}

const fieldsOf = ({ sid, identity }: EmulatedParticipant): Fields => ({
  ParticipantSid: sid,
  ParticipantIdentity: identity,
});

const seconds = (from: number, to = from): string => String(Math.round((to - from) / 1000));

/** The HTTP status; 0 when nobody answered. */
async function post(
  send: typeof fetch,
  url: string,
  body: URLSearchParams,
  signature: string,
): Promise<number> {
  try {
    const signal = AbortSignal.timeout(5000);
    const headers = { 'x-twilio-signature': signature, 'i-twilio-idempotency-token': crypto.randomUUID() };
    const response = await send(url, { method: 'POST', body, headers, signal });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
