import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ProviderObservation, WebhookRefusal, WebhookRequest, WebhookVerdict } from '@patchbay/contract';
import { vendorRoom } from './whereby-meetings.ts';
import { participantClassOf } from './whereby-usage.ts';

/** Whereby's sample allows one minute; a clock may be off, and a delivery is tried again for a while. */
const windowMilliseconds = 5 * 60 * 1000;

/** Room sessions are left out: theirs ends while somebody may still be there. */
const kinds: ReadonlyMap<unknown, ProviderObservation['kind']> = new Map([
  ['room.client.joined', 'joined'],
  ['room.client.left', 'left'],
]);

/**
 * Verifies `Whereby-Signature: t=<seconds>,v1=<hex>`, the HMAC-SHA256 of `<seconds>.<body>` over the bytes as they came.
 * Whereby's own sample writes the body anew, which may differ from what was signed.
 */
export function createWherebyWebhooks(secret: string): (request: WebhookRequest) => Promise<WebhookVerdict> {
  return async ({ headers, body, receivedAt }) => {
    const header = headers.get('whereby-signature');
    if (!header) return refuse('signature-missing');
    const [, seconds = '', signature = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
    const expected = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
    const given = Buffer.from(signature, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      return refuse('signature-invalid');
    if (Math.abs(receivedAt - Number(seconds) * 1000) > windowMilliseconds) return refuse('too-old');
    const event = fieldsOf(await new Response(Uint8Array.from(body)).json().catch(() => undefined));
    const { id: deliveryId } = event;
    if (!isText(deliveryId)) return refuse('malformed');
    return { accepted: true, deliveryId, observations: observationsOf(event) };
  };
}

/** `externalId` is what the browser said: it names a participant and proves nothing. Whatever records has none. */
function observationsOf({ type, createdAt, data }: Fields): readonly ProviderObservation[] {
  const { meetingId, roomName, externalId, participantId: connection, roleName, isDialIn } = fieldsOf(data);
  const [kind, at] = [kinds.get(type), Date.parse(String(createdAt))];
  if (!kind || !isText(meetingId) || !isText(roomName) || !isText(connection) || Number.isNaN(at)) return [];
  const participantClass = isDialIn === true ? 'sip' : participantClassOf(roleName);
  const participant = isText(externalId) ? externalId : connection;
  const room = vendorRoom(meetingId, roomName);
  return [{ kind, room, participant, connection, participantClass, at, precision: 1, source: 'webhook' }];
}

type Fields = Readonly<Record<string, unknown>>;

const refuse = (reason: WebhookRefusal): WebhookVerdict => ({ accepted: false, reason });
const fieldsOf = (value: unknown) => Object(value) as Fields;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
