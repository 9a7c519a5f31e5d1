import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ProviderObservation, WebhookRefusal, WebhookRequest, WebhookVerdict } from '@patchbay/contract';
import type { AgoraPeople } from './agora-people.ts';

/** As long as a token may live. The scheme signs no time of its own; the event's is inside what is signed. */
const oldestMilliseconds = 24 * 60 * 60 * 1000;

type Kind = ProviderObservation['kind'];
const all = (kind: Kind, ...types: readonly number[]) => types.map((type) => [type, kind] as const);
/** By `eventType` of product 1: of the channel, of hosts, of an audience, and of people in a call. */
const channelKinds = [...all('room-started', 101), ...all('room-ended', 102)];
const userKinds = [...all('joined', 103, 105, 107), ...all('left', 104, 106, 108)];
const kinds: ReadonlyMap<unknown, Kind> = new Map([...channelKinds, ...userKinds]);
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
    const { noticeId: deliveryId, productId, eventType } = notice;
    if (typeof deliveryId !== 'string' || !deliveryId) return refuse('malformed');
    const kind = productId === realTimeCommunication ? kinds.get(eventType) : undefined;
    if (!kind) return { accepted: true, deliveryId, observations: [] };
    const payload = fieldsOf(notice['payload']);
    const { channelName: room, ts } = payload;
    if (typeof room !== 'string' || !room || typeof ts !== 'number') return refuse('malformed');
    if (ts * 1000 < receivedAt - oldestMilliseconds) return refuse('too-old');
    return { accepted: true, deliveryId, observations: await observed(kind, room, ts, payload, people) };
  };
}

/** Of whom nobody here was minted a token there is nothing to tell, but for a recorder. */
async function observed(
  kind: Kind,
  room: string,
  ts: number,
  { uid, clientType, duration }: Fields,
  { whoIs, joins }: AgoraPeople,
): Promise<readonly ProviderObservation[]> {
  const common = { room, at: ts * 1000, precision: 1000, source: 'webhook' } as const;
  if (kind === 'room-started' || kind === 'room-ended')
    return [{ ...common, kind, participant: undefined, connection: undefined, participantClass: 'person' }];
  if (typeof uid !== 'number') return [];
  const recorder = { participant: `recorder-${uid}`, participantClass: 'recorder' } as const;
  const who = clientType === recorderClient ? recorder : await whoIs(room, uid);
  if (who === undefined) return [];
  const began = kind === 'joined' ? ts : typeof duration === 'number' ? ts - duration : undefined;
  const { connection, isNew } =
    began === undefined
      ? await joins.seen(room, uid, who.participant, ts)
      : await joins.began(room, uid, who.participant, began);
  const told: ProviderObservation = { ...common, ...who, kind, connection };
  if (kind === 'joined' || began === undefined || !isNew) return [told];
  // Its join was not told, or is still to come: the leave says when it was.
  return [{ ...told, kind: 'joined', at: began * 1000, precision: 2000 }, told];
}

type Fields = Readonly<Record<string, unknown>>;

const refuse = (reason: WebhookRefusal): WebhookVerdict => ({ accepted: false, reason });
const fieldsOf = (value: unknown) => Object(value) as Fields;
