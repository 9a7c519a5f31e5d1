import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ProviderObservation, WebhookRefusal, WebhookRequest, WebhookVerdict } from '@patchbay/contract';
import { type AgoraPeople, classOf } from './agora-people.ts';

/** As long as a token may live. The scheme signs no time of its own; the event's is inside what is signed. */
const oldestMilliseconds = 24 * 60 * 60 * 1000;

/** By `eventType` of product 1: of the channel, of hosts, of an audience, and of people in a call. */
const kinds: ReadonlyMap<unknown, ProviderObservation['kind']> = new Map([
  [101, 'room-started'],
  [102, 'room-ended'],
  [103, 'joined'],
  [104, 'left'],
  [105, 'joined'],
  [106, 'left'],
  [107, 'joined'],
  [108, 'left'],
]);
const realTimeCommunication = 1;
const recorderClient = 10;

/**
 * Verifies `Agora-Signature-V2`, the HMAC-SHA256 of the body as it came, in hexadecimal. A replay is signed as well as the
 * first delivery: `noticeId` is the same in both, and the event's own signed time bounds how long it must be remembered.
 */
export function createAgoraWebhooks(
  secret: string,
  people: AgoraPeople,
): (request: WebhookRequest) => Promise<WebhookVerdict> {
  return async ({ headers, body, receivedAt }) => {
    const header = headers.get('agora-signature-v2');
    if (!header) return refuse('signature-missing');
    const expected = createHmac('sha256', secret).update(body).digest();
    const given = /^[0-9a-f]{64}$/i.test(header) ? Buffer.from(header, 'hex') : Buffer.alloc(0);
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      return refuse('signature-invalid');
    const notice = fieldsOf(await new Response(Uint8Array.from(body)).json().catch(() => undefined));
    const { noticeId: deliveryId, productId } = notice;
    if (typeof deliveryId !== 'string' || !deliveryId) return refuse('malformed');
    if (productId !== realTimeCommunication) return { accepted: true, deliveryId, observations: [] };
    const { channelName: room, ts } = fieldsOf(notice['payload']);
    if (typeof room !== 'string' || !room || typeof ts !== 'number') return refuse('malformed');
    if (ts * 1000 < receivedAt - oldestMilliseconds) return refuse('too-old');
    return { accepted: true, deliveryId, observations: observationsOf(notice, { room, ts, people }) };
  };
}

interface About {
  readonly room: string;
  /** Whole seconds. */
  readonly ts: number;
  readonly people: AgoraPeople;
}

/** Of whom nobody here was minted a token there is nothing to tell, but for a recorder. */
function observationsOf(notice: Fields, { room, ts, people }: About): readonly ProviderObservation[] {
  const kind = kinds.get(notice['eventType']);
  if (!kind) return [];
  const at = ts * 1000;
  const common = { kind, room, at, precision: 1000, source: 'webhook' } as const;
  if (kind === 'room-started' || kind === 'room-ended')
    return [{ ...common, participant: undefined, connection: undefined, participantClass: 'person' }];
  const { uid, clientType } = fieldsOf(notice['payload']);
  if (typeof uid !== 'number') return [];
  const connection = String(uid);
  if (clientType === recorderClient)
    return [{ ...common, participant: `recorder-${uid}`, connection, participantClass: 'recorder' }];
  const participant = people.participantOf(uid);
  if (participant === undefined) return [];
  return [{ ...common, participant, connection, participantClass: classOf(uid) }];
}

type Fields = Readonly<Record<string, unknown>>;

const refuse = (reason: WebhookRefusal): WebhookVerdict => ({ accepted: false, reason });
const fieldsOf = (value: unknown) => Object(value) as Fields;
