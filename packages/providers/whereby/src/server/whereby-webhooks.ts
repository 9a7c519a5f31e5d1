import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ProviderObservation, WebhookRequest, WebhookVerdict } from '@patchbay/contract';
import { nameRoom } from './whereby-meetings.ts';
import { participantClassOf } from './whereby-usage.ts';

/** Whereby's sample allows one minute; a clock may be off, and a delivery is tried again for a while. */
const windowMilliseconds = 5 * 60 * 1000;

/** Room sessions are left out: theirs ends while somebody may still be there. */
const kinds: Readonly<Record<string, ProviderObservation['kind']>> = {
  'room.client.joined': 'joined',
  'room.client.left': 'left',
};

/**
 * Verifies `Whereby-Signature: t=<seconds>,v1=<hex>`, the HMAC-SHA256 of `<seconds>.<body>` over the bytes as they came.
 * Whereby's own sample writes the body anew, which may differ from what was signed.
 */
export function createWherebyWebhooks(secret: string): (request: WebhookRequest) => Promise<WebhookVerdict> {
  return async ({ headers, body, receivedAt }) => {
    const header = headers.get('whereby-signature');
    if (!header) return { accepted: false, reason: 'signature-missing' };
    const { seconds, signature } =
      /^t=(?<seconds>\d{1,12}),v1=(?<signature>[0-9a-f]{64})$/.exec(header)?.groups ?? {};
    if (seconds === undefined || signature === undefined)
      return { accepted: false, reason: 'signature-invalid' };
    const expected = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
    if (!timingSafeEqual(expected, Buffer.from(signature, 'hex')))
      return { accepted: false, reason: 'signature-invalid' };
    if (Math.abs(receivedAt - Number(seconds) * 1000) > windowMilliseconds)
      return { accepted: false, reason: 'too-old' };
    const event = fieldsOf(parse(body));
    const { id: deliveryId } = event;
    if (!isText(deliveryId)) return { accepted: false, reason: 'malformed' };
    return { accepted: true, deliveryId, observations: observationsOf(event) };
  };
}

/** `externalId` is what the browser said; it names a participant and proves nothing. */
function observationsOf({ type, createdAt, data }: Fields): readonly ProviderObservation[] {
  const kind = kinds[String(type)];
  const { meetingId, roomName, externalId, participantId, roleName, isDialIn } = fieldsOf(data);
  const at = Date.parse(String(createdAt));
  if (!kind || !isText(meetingId) || !isText(roomName) || !isText(participantId) || Number.isNaN(at))
    return [];
  const participantClass = participantClassOf(roleName, isDialIn);
  // Whatever records has no id of ours.
  const participant = isText(externalId) ? externalId : participantId;
  if (participantClass === 'person' && !isText(externalId)) return [];
  const room = nameRoom(meetingId, roomName);
  const connection = participantId;
  return [{ kind, room, participant, connection, participantClass, at, precision: 1, source: 'webhook' }];
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown) => Object(value) as Fields;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
