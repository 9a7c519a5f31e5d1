import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ProviderObservation, WebhookRequest, WebhookVerdict } from '@patchbay/contract';
import { describeUser } from './zoom-rooms.ts';
import type { ZoomResource } from './zoom-rest.ts';

/**
 * Zoom delivers again after 5, 25 and 85 minutes and does not say whether with another time: a delivery may be as old as that.
 * A replay within it is the same delivery, and therefore known.
 */
const oldestMilliseconds = 90 * 60 * 1000;
const clockMilliseconds = 5 * 60 * 1000;

const hmac = (secret: string, text: string | Uint8Array): string =>
  createHmac('sha256', secret).update(text).digest('hex');

/** `v0=` and the HMAC-SHA256 of `v0:`, the time of the delivery in seconds, `:` and the body as it came. */
export const zoomSignature = (secret: string, timestamp: string, body: Uint8Array): string =>
  `v0=${hmac(secret, Buffer.concat([Buffer.from(`v0:${timestamp}:`), body]))}`;

/** Verifies as Zoom signs, over the raw body; Zoom's own samples hash what they parsed. */
export function createZoomWebhooks(secret: string): (request: WebhookRequest) => Promise<WebhookVerdict> {
  return async ({ headers, body, receivedAt }) => {
    const [given, timestamp] = [headers.get('x-zm-signature'), headers.get('x-zm-request-timestamp')];
    if (!given || !timestamp) return { accepted: false, reason: 'signature-missing' };
    if (!isEqual(given, zoomSignature(secret, timestamp, body)))
      return { accepted: false, reason: 'signature-invalid' };
    const age = receivedAt - Number(timestamp) * 1000;
    if (!(age <= oldestMilliseconds && age >= -clockMilliseconds))
      return { accepted: false, reason: 'too-old' };
    const delivery = parse(body);
    if (delivery === undefined) return { accepted: false, reason: 'malformed' };
    return delivery.event === 'endpoint.url_validation'
      ? answerChallenge(secret, delivery)
      : accept(delivery);
  };
}

/** `at` in milliseconds since the Unix epoch. */
type Delivery = { readonly event: string; readonly at: number; readonly payload: ZoomResource };

function parse(body: Uint8Array): Delivery | undefined {
  try {
    const { event, event_ts: at, payload } = fieldsOf(JSON.parse(new TextDecoder().decode(body)));
    if (typeof event !== 'string' || typeof at !== 'number') return undefined;
    return { event, at, payload: fieldsOf(payload) };
  } catch {
    return undefined;
  }
}

/** Zoom asks when an address is saved and every 72 hours after; a wrong answer stops all deliveries. */
function answerChallenge(secret: string, { payload, at }: Delivery): WebhookVerdict {
  const { plainToken } = payload;
  if (typeof plainToken !== 'string' || plainToken === '') return { accepted: false, reason: 'malformed' };
  const reply = { plainToken, encryptedToken: hmac(secret, plainToken) };
  return { accepted: true, deliveryId: `url-validation:${at}:${plainToken}`, observations: [], reply };
}

/** The room's events carry no id of their own; the same event of the same connection is the same delivery. */
function accept({ event, at, payload }: Delivery): WebhookVerdict {
  const session = fieldsOf(payload['object']);
  const observations = observationsOf(event, at, session);
  if (observations === undefined) return { accepted: false, reason: 'malformed' };
  const [observed] = observations;
  const deliveryId = [event, at, session['session_id'] ?? session['id'], observed?.connection ?? ''].join(
    ':',
  );
  return { accepted: true, deliveryId, observations };
}

/** What an event tells, and the field with its time. */
const kinds: Readonly<Record<string, readonly [ProviderObservation['kind'], string]>> = {
  'session.started': ['room-started', 'start_time'],
  'session.ended': ['room-ended', 'end_time'],
  'session.user_joined': ['joined', 'join_time'],
  'session.user_left': ['left', 'leave_time'],
  'session.sharing_started': ['present', ''],
  'session.sharing_ended': ['present', ''],
};

/** Undefined for what does not say what it ought to; none for events about something else. */
function observationsOf(
  event: string,
  eventAt: number,
  session: ZoomResource,
): readonly ProviderObservation[] | undefined {
  const found = kinds[event];
  if (found === undefined) return [];
  const [kind, timeField] = found;
  const { session_name: name } = session;
  if (typeof name !== 'string' || name === '') return undefined;
  const isRoom = kind === 'room-started' || kind === 'room-ended';
  const about = isRoom ? session : fieldsOf(session['user']);
  if (!isRoom && typeof about['id'] !== 'string') return undefined;
  const told = Date.parse(String(about[timeField]));
  // Without a time of its own, the event's is the best there is.
  const time = Number.isNaN(told)
    ? { at: eventAt, precision: 1 }
    : { at: told, precision: precisionOf(about, timeField) };
  const room = name.toLowerCase();
  const nobody = { participant: undefined, connection: undefined, participantClass: 'person' } as const;
  return [{ kind, room, ...(isRoom ? nobody : describeUser(about)), ...time, source: 'webhook' }];
}

const precisionOf = (about: ZoomResource, field: string): number =>
  String(about[field]).includes('.') ? 1 : 1000;

const fieldsOf = (value: unknown): ZoomResource => Object(value) as ZoomResource;

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
