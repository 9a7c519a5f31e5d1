import { createHash } from 'node:crypto';
import type { ConnectionBook, ProviderObservation, WebhookRequest, WebhookVerdict } from '@patchbay/contract';
import { parseObject, verifyJwt, type VonageClaims } from './vonage-jwt.ts';

/** Vonage repeats a delivery for a day, whether with a new token is not known; its clock may be ahead of ours. */
const [oldestMilliseconds, skewMilliseconds] = [24 * 60 * 60 * 1000, 5 * 60 * 1000];

/**
 * Verifies as Vonage signs: a bearer token, HS256 by the webhook's signature secret, whose `payload_hash` is the SHA-256 of
 * the body. The hash is the delivery id, the same for the same event however often it is sent. Rarely Vonage sends unsigned
 * what it could not sign; it is refused, and comes again signed.
 */
export function createVonageWebhooks(
  signatureSecret: string,
  applicationId: string,
  book: ConnectionBook,
): (request: WebhookRequest) => Promise<WebhookVerdict> {
  return async ({ headers, body, receivedAt }) => {
    const [, token] = /^Bearer (\S+)$/.exec(headers.get('authorization') ?? '') ?? [];
    if (token === undefined) return { accepted: false, reason: 'signature-missing' };
    const claims = verifyJwt(token, signatureSecret) ?? {};
    const deliveryId = createHash('sha256').update(body).digest('hex');
    const isForUs = [undefined, applicationId].includes(claims['application_id'] as string | undefined);
    if (claims['iss'] !== 'Vonage' || claims['payload_hash'] !== deliveryId || !isForUs)
      return { accepted: false, reason: 'signature-invalid' };
    const age = receivedAt - Number(claims['iat']) * 1000;
    if (!(age <= oldestMilliseconds && age >= -skewMilliseconds))
      return { accepted: false, reason: 'too-old' };
    const event = parseObject(new TextDecoder().decode(body));
    if (event === undefined) return { accepted: false, reason: 'malformed' };
    const observations = observationsOf(event);
    for (const { kind, room, connection, participant } of observations) {
      if (connection === undefined || participant === undefined || kind === 'left') continue;
      // The REST API lists connections by ids of Vonage's own and says nothing of the participant.
      await book.remember(room, connection, participant);
    }
    return { accepted: true, deliveryId, observations };
  };
}

/** Streams come and go only while somebody is present. */
const kinds: ReadonlyMap<string, ProviderObservation['kind']> = new Map([
  ['sessionCreated', 'room-started'],
  ['sessionDestroyed', 'room-ended'],
  ['connectionCreated', 'joined'],
  ['connectionDestroyed', 'left'],
  ['streamCreated', 'present'],
  ['streamDestroyed', 'present'],
]);

/** Of connections past Patchbay, and of what is none of presence, nothing is told. */
function observationsOf(event: VonageClaims): readonly ProviderObservation[] {
  const { event: name, sessionId: room, timestamp: at } = event;
  const kind = kinds.get(String(name));
  if (!kind || typeof room !== 'string' || typeof at !== 'number') return [];
  const common = { kind, room, participantClass: 'person', at, precision: 1, source: 'webhook' } as const;
  if (kind === 'room-started' || kind === 'room-ended')
    return [{ ...common, participant: undefined, connection: undefined }];
  const about = fieldsOf(event['connection'] ?? fieldsOf(event['stream'])['connection']);
  const { id: connection, data, createdAt } = about;
  const { participant } = fieldsOf(parseObject(String(data)));
  if (typeof connection !== 'string' || typeof participant !== 'string') return [];
  const joinedAt = kind === 'joined' && typeof createdAt === 'number' && { at: createdAt };
  return [{ ...common, participant, connection, ...joinedAt }];
}

const fieldsOf = (value: unknown) => Object(value) as VonageClaims;
