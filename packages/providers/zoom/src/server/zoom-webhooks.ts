import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseJson, type ProviderObservation, type VendorObject } from '@patchbay/contract';
import type { WebhookRequest, WebhookVerdict } from '@patchbay/contract';
import { describeUser } from './zoom-rooms.ts';

/** Zoom repeats after 5, 25 and 85 minutes, perhaps with the first time; within that a repetition is known by its id. */
const [oldestMilliseconds, clockMilliseconds] = [90 * 60_000, 5 * 60_000];

type Refusal = Extract<WebhookVerdict, { readonly accepted: false }>['reason'];

const refuse = (reason: Refusal): WebhookVerdict => ({ accepted: false, reason });
const fieldsOf = (value: unknown) => Object(value) as VendorObject;
const hmac = (secret: string, text: string | Uint8Array): string =>
  createHmac('sha256', secret).update(text).digest('hex');

/** `v0=` and the HMAC-SHA256 of `v0:`, the time of the delivery in seconds, `:` and the body as it came. */
export const zoomSignature = (secret: string, timestamp: string, body: Uint8Array): string =>
  `v0=${hmac(secret, Buffer.concat([Buffer.from(`v0:${timestamp}:`), body]))}`;

/** Verifies as Zoom signs, over the raw body; Zoom's own samples hash what they parsed. */
export function createZoomWebhooks(secret: string): (request: WebhookRequest) => Promise<WebhookVerdict> {
  return async ({ headers, body, receivedAt }) => {
    const [given, timestamp] = [headers.get('x-zm-signature'), headers.get('x-zm-request-timestamp')];
    if (!given || !timestamp) return refuse('signature-missing');
    if (!isEqual(given, zoomSignature(secret, timestamp, body))) return refuse('signature-invalid');
    const age = receivedAt - Number(timestamp) * 1000;
    if (!(age <= oldestMilliseconds && age >= -clockMilliseconds)) return refuse('too-old');
    const { event, event_ts: at, payload } = fieldsOf(parseJson(new TextDecoder().decode(body)));
    if (typeof event !== 'string' || typeof at !== 'number') return refuse('malformed');
    const { plainToken, object } = fieldsOf(payload);
    if (event !== 'endpoint.url_validation') return accept(event, at, fieldsOf(object));
    // Asked when an address is saved and every 72 hours after; a wrong answer stops all deliveries.
    if (typeof plainToken !== 'string' || plainToken === '') return refuse('malformed');
    const reply = { plainToken, encryptedToken: hmac(secret, plainToken) };
    return { accepted: true, deliveryId: `url-validation:${at}:${plainToken}`, observations: [], reply };
  };
}

/** What an event tells, and the field with its time. */
const kinds = new Map<string, readonly [ProviderObservation['kind'], string]>([
  ['session.started', ['room-started', 'start_time']],
  ['session.ended', ['room-ended', 'end_time']],
  ['session.user_joined', ['joined', 'join_time']],
  ['session.user_left', ['left', 'leave_time']],
  ['session.sharing_started', ['present', '']],
  ['session.sharing_ended', ['present', '']],
]);

/** Deliveries carry no id; the same event of the same connection is the same one. Of other events nothing is observed. */
function accept(event: string, at: number, session: VendorObject): WebhookVerdict {
  const { session_name: name, session_id: sessionId = session['id'] } = session;
  const delivery = (connection = '') => [event, at, sessionId, connection].join(':');
  const [kind, timeField = ''] = kinds.get(event) ?? [];
  if (kind === undefined) return { accepted: true, deliveryId: delivery(), observations: [] };
  const isRoom = kind === 'room-started' || kind === 'room-ended';
  const about = isRoom ? session : fieldsOf(session['user']);
  if (typeof name !== 'string' || name === '' || (!isRoom && typeof about['id'] !== 'string'))
    return refuse('malformed');
  const told = String(about[timeField]);
  // Without a time of its own, the event's is the best there is.
  const time = Number.isNaN(Date.parse(told))
    ? { at, precision: 1 }
    : { at: Date.parse(told), precision: told.includes('.') ? 1 : 1000 };
  const nobody = { participant: undefined, connection: undefined, participantClass: 'person' } as const;
  const who = isRoom ? nobody : describeUser(about);
  const observed = { kind, room: name.toLowerCase(), ...who, ...time, source: 'webhook' } as const;
  return { accepted: true, deliveryId: delivery(who.connection), observations: [observed] };
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
