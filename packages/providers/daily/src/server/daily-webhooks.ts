import { createHmac, timingSafeEqual } from 'node:crypto';
import { isVendorObject, parseJson, type VendorObject } from '@patchbay/contract';
import type { ProviderObservation, WebhookRequest, WebhookVerdict } from '@patchbay/contract';
import { userOf } from './daily-rest.ts';

/** Daily tries five times, fifteen minutes apart at most; whether it signs each try anew is not said. */
const windowMilliseconds = 90 * 60 * 1000;

/** Base64; the key is what the secret decodes to, the text is the time, a dot and the body as it came. */
export const dailySignature = (secret: string, timestamp: string, body: Uint8Array): string =>
  createHmac('sha256', Buffer.from(secret, 'base64')).update(`${timestamp}.`).update(body).digest('base64');

export function createDailyWebhooks(secret: string): (request: WebhookRequest) => Promise<WebhookVerdict> {
  return async ({ headers, body, receivedAt }) => {
    const [given, timestamp] = [headers.get('x-webhook-signature'), headers.get('x-webhook-timestamp')];
    if (!given || !timestamp) return { accepted: false, reason: 'signature-missing' };
    if (!isEqual(given, dailySignature(secret, timestamp, body)))
      return { accepted: false, reason: 'signature-invalid' };
    const sentAt = millisecondsOf(Number(timestamp));
    if (!(Math.abs(receivedAt - sentAt) <= windowMilliseconds)) return { accepted: false, reason: 'too-old' };
    const event = parse(body);
    if (!event) return { accepted: false, reason: 'malformed' };
    // The schema forgets the `id` that the documentation promises, and the trial at creation has none.
    const deliveryId = typeof event['id'] === 'string' ? event['id'] : given;
    return { accepted: true, deliveryId, observations: observationsOf(event) };
  };
}

/** Seconds or milliseconds: Daily's pages do not say which, and no time in seconds is that long. */
const millisecondsOf = (time: number): number => (time < 1e11 ? time * 1000 : time);

const kinds = new Map([
  ['participant.joined', 'joined'],
  ['participant.left', 'left'],
  ['meeting.started', 'room-started'],
  ['meeting.ended', 'room-ended'],
] as const);

function observationsOf({ type, payload }: VendorObject): readonly ProviderObservation[] {
  const kind = kinds.get(type as never);
  if (!kind || !isVendorObject(payload)) return [];
  const { room, user_id: id, session_id: session } = payload;
  const user = userOf(id);
  const at = timeOf(kind, payload);
  if (typeof room !== 'string' || at === undefined) return [];
  const common = { kind, room, participantClass: 'person', precision: 1, source: 'webhook' } as const;
  if (kind === 'room-started' || kind === 'room-ended')
    return [{ ...common, participant: undefined, connection: undefined, at }];
  if (user === undefined || typeof session !== 'string') return [];
  return [{ ...common, participant: user, connection: session, at }];
}

/** Milliseconds; Daily tells seconds with fractions. */
function timeOf(kind: ProviderObservation['kind'], payload: VendorObject): number | undefined {
  const { joined_at: joined, duration, start_ts: start, end_ts: end } = payload;
  const left = typeof joined === 'number' && typeof duration === 'number' ? joined + duration : undefined;
  const seconds = { joined, left, 'room-started': start, 'room-ended': end, present: undefined }[kind];
  return typeof seconds === 'number' && Number.isFinite(seconds) ? Math.round(seconds * 1000) : undefined;
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function parse(body: Uint8Array): VendorObject | undefined {
  const value = parseJson(new TextDecoder().decode(body));
  return isVendorObject(value) ? value : undefined;
}
