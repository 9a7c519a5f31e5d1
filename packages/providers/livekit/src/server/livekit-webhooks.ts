import { createHash, timingSafeEqual } from 'node:crypto';
import type { ProviderObservation, WebhookRefusal, WebhookRequest, WebhookVerdict } from '@patchbay/contract';
import { TokenVerifier, WebhookEvent } from 'livekit-server-sdk';
import { participantClassOf } from './livekit-rooms.ts';
import type { LivekitAccess } from './livekit-rooms.ts';

/**
 * Verifies as LiveKit signs: `Authorization` holds a bare JWT (no `Bearer`), good for five minutes, whose claim `sha256` is
 * the digest of the raw body. LiveKit may deliver twice: `deliveryId` is the event's own id.
 */
export function createLivekitWebhooks(
  access: LivekitAccess,
): (request: WebhookRequest) => Promise<WebhookVerdict> {
  const verifier = new TokenVerifier(access.apiKey, access.apiSecret);
  return async ({ headers, body }) => {
    const token = headers.get('authorization');
    const refusal = token ? await refusalOf(verifier, token, body) : 'signature-missing';
    if (refusal) return { accepted: false, reason: refusal };
    const event = eventOf(body);
    if (!event?.id) return { accepted: false, reason: 'malformed' };
    return { accepted: true, deliveryId: event.id, observations: observationsOf(event) };
  };
}

async function refusalOf(
  verifier: TokenVerifier,
  token: string,
  body: Uint8Array,
): Promise<WebhookRefusal | undefined> {
  try {
    const { sha256 = '' } = await verifier.verify(token);
    const signed = Buffer.from(sha256, 'base64');
    const actual = createHash('sha256').update(body).digest();
    return signed.length === actual.length && timingSafeEqual(signed, actual)
      ? undefined
      : 'signature-invalid';
  } catch (error) {
    const expired = error instanceof Error && 'code' in error && error.code === 'ERR_JWT_EXPIRED';
    return expired ? 'too-old' : 'signature-invalid';
  }
}

function eventOf(body: Uint8Array): WebhookEvent | undefined {
  try {
    return WebhookEvent.fromJsonString(new TextDecoder().decode(body), { ignoreUnknownFields: true });
  } catch {
    return undefined;
  }
}

/**
 * Tracks come and go only while somebody is present. Not here: `participant_connection_aborted`, somebody who never became
 * active and whom LiveKit neither announced nor bills, and the events of egress and ingress.
 */
const kinds: ReadonlyMap<string, ProviderObservation['kind']> = new Map([
  ['room_started', 'room-started'],
  ['room_finished', 'room-ended'],
  ['participant_joined', 'joined'],
  ['participant_left', 'left'],
  ['track_published', 'present'],
  ['track_unpublished', 'present'],
]);

function observationsOf(event: WebhookEvent): readonly ProviderObservation[] {
  const kind = kinds.get(event.event);
  const { room, participant } = event;
  if (!kind || !room) return [];
  const base = { kind, room: room.name, source: 'webhook' } as const;
  if (kind === 'room-started' || kind === 'room-ended') {
    const time = timeOf(event, kind === 'room-started' ? room.creationTimeMs : 0n);
    return [{ ...base, participant: undefined, connection: undefined, participantClass: 'person', ...time }];
  }
  if (!participant) return [];
  return [
    {
      ...base,
      participant: participant.identity,
      connection: participant.sid,
      // Track events leave the kind out, which reads as a person's.
      participantClass: participantClassOf(participant.kind),
      ...timeOf(event, kind === 'joined' ? participant.joinedAtMs : 0n),
    },
  ];
}

/** Events are dated in whole seconds; joins and room starts also say when in milliseconds. */
const timeOf = ({ createdAt }: WebhookEvent, milliseconds: bigint) =>
  milliseconds > 0n
    ? { at: Number(milliseconds), precision: 1 }
    : { at: Number(createdAt) * 1000, precision: 1000 };
