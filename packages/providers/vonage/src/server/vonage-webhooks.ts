import { createHash } from 'node:crypto';
import type { ProviderObservation, WebhookRequest, WebhookVerdict } from '@patchbay/contract';
import { verifyJwt } from './vonage-jwt.ts';
import type { VonagePresence } from './vonage-presence.ts';

/** Vonage repeats a delivery for a day; whether with a new token is not known. */
const oldestMilliseconds = 24 * 60 * 60 * 1000;
const skewMilliseconds = 5 * 60 * 1000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Verifies as Vonage signs: a bearer token, HS256 by the webhook's signature secret, whose `payload_hash` is the SHA-256 of
 * the body. The hash is the delivery id, the same for the same event however often it is sent. Rarely Vonage sends unsigned
 * what it could not sign; it is refused, and comes again signed.
 */
export function createVonageWebhooks(
  signatureSecret: string,
  applicationId: string,
  presence: VonagePresence,
): (request: WebhookRequest) => Promise<WebhookVerdict> {
  return async ({ headers, body, receivedAt }) => {
    const [, token] = /^Bearer (\S+)$/.exec(headers.get('authorization') ?? '') ?? [];
    if (token === undefined) return { accepted: false, reason: 'signature-missing' };
    const claims = verifyJwt(token, signatureSecret);
    const hash = createHash('sha256').update(body).digest('hex');
    const { iss, payload_hash: signed, application_id: application = applicationId } = claims ?? {};
    if (iss !== 'Vonage' || signed !== hash || application !== applicationId)
      return { accepted: false, reason: 'signature-invalid' };
    const age = receivedAt - Number(claims?.['iat']) * 1000;
    if (Number.isNaN(age) || age > oldestMilliseconds || age < -skewMilliseconds)
      return { accepted: false, reason: 'too-old' };
    const fields = parse(body);
    if (fields === undefined) return { accepted: false, reason: 'malformed' };
    const observations = observationsOf(fields);
    for (const observation of observations) remember(presence, observation);
    return { accepted: true, deliveryId: hash, observations };
  };
}

/** Streams come and go only while somebody is present. */
const kinds: Readonly<Record<string, ProviderObservation['kind']>> = {
  sessionCreated: 'room-started',
  sessionDestroyed: 'room-ended',
  connectionCreated: 'joined',
  connectionDestroyed: 'left',
  streamCreated: 'present',
  streamDestroyed: 'present',
};

/** Of connections past Patchbay, and of what is none of presence, nothing is told. */
function observationsOf(event: Fields): readonly ProviderObservation[] {
  const { event: name, sessionId: room, timestamp } = event;
  const kind = kinds[String(name)];
  if (!kind || typeof room !== 'string' || typeof timestamp !== 'number') return [];
  const common = { kind, room, participantClass: 'person', precision: 1, source: 'webhook' } as const;
  if (kind === 'room-started' || kind === 'room-ended')
    return [{ ...common, participant: undefined, connection: undefined, at: timestamp }];
  const {
    id: connection,
    data,
    createdAt,
  } = fieldsOf(event['connection'] ?? fieldsOf(event['stream'])['connection']);
  const { participant } = fieldsOf(typeof data === 'string' ? parse(Buffer.from(data)) : undefined);
  if (typeof connection !== 'string' || typeof participant !== 'string') return [];
  const at = kind === 'joined' && typeof createdAt === 'number' ? createdAt : timestamp;
  return [{ ...common, participant, connection, at }];
}

function remember(presence: VonagePresence, observation: ProviderObservation): void {
  const { kind, room, connection, participant } = observation;
  if (connection === undefined || participant === undefined) return;
  if (kind === 'left') presence.leave(room, connection);
  else presence.enter(room, connection, participant);
}

const fieldsOf = (value: unknown): Fields => Object(value) as Fields;

function parse(body: Uint8Array): Fields | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
