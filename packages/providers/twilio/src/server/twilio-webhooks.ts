import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ProviderObservation, WebhookRequest, WebhookVerdict } from '@patchbay/contract';

/** As long as a room may last; Twilio gives up on a delivery long before. */
const oldestMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Verifies as Twilio signs: `X-Twilio-Signature` is the HMAC-SHA1, by the account's auth token, of the address that was
 * called and the sorted form fields. The scheme has no time of its own, and Twilio's delivery header is not signed. So the
 * signature is the delivery id, the same for the same event only, and the event's own signed `Timestamp` bounds how long
 * that must be remembered.
 */
export function createTwilioWebhooks(
  authToken: string,
  address: () => string,
): (request: WebhookRequest) => Promise<WebhookVerdict> {
  return async ({ headers, body, receivedAt }) => {
    const given = headers.get('x-twilio-signature');
    if (!given) return { accepted: false, reason: 'signature-missing' };
    const fields = new URLSearchParams(new TextDecoder().decode(body));
    const isGenuine = spellings(address()).some((url) =>
      isEqual(given, twilioSignature(authToken, url, fields)),
    );
    if (!isGenuine) return { accepted: false, reason: 'signature-invalid' };
    const at = Date.parse(fields.get('Timestamp') ?? '');
    if (fields.has('StatusCallbackEvent') && Number.isNaN(at))
      return { accepted: false, reason: 'malformed' };
    if (at < receivedAt - oldestMilliseconds) return { accepted: false, reason: 'too-old' };
    return { accepted: true, deliveryId: given, observations: observationsOf(fields, at) };
  };
}

/** Base64. */
export function twilioSignature(authToken: string, url: string, fields: URLSearchParams): string {
  const sorted = new URLSearchParams(fields);
  sorted.sort();
  const signed = url + [...sorted].flat().join('');
  return createHmac('sha1', authToken).update(signed).digest('base64');
}

/** Also without a port, or with the scheme's own: nobody says which of them Twilio saw. */
function spellings(address: string): readonly string[] {
  const bare = address.replace(/^(https?:\/\/[^/?#]+?):\d+(?=[/?#]|$)/, '$1');
  const port = bare.startsWith('https:') ? 443 : 80;
  return [address, bare, bare.replace(/^https?:\/\/[^/?#]+/, `$&:${port}`)];
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Tracks come and go only while somebody is present. */
const kinds: ReadonlyMap<string, ProviderObservation['kind']> = new Map([
  ['room-created', 'room-started'],
  ['room-ended', 'room-ended'],
  ['participant-connected', 'joined'],
  ['participant-disconnected', 'left'],
  ['track-added', 'present'],
  ['track-removed', 'present'],
  ['track-enabled', 'present'],
  ['track-disabled', 'present'],
]);

/** `SequenceNumber` is not the order of events, by Twilio's own word: only the time counts. */
function observationsOf(fields: URLSearchParams, at: number): readonly ProviderObservation[] {
  const get = (name: string): string | undefined => fields.get(name) ?? undefined;
  const [kind, room] = [kinds.get(get('StatusCallbackEvent') ?? ''), get('RoomName')];
  if (!kind || !room || Number.isNaN(at)) return [];
  const isRoom = kind === 'room-started' || kind === 'room-ended';
  const [participant, connection] = isRoom ? [] : [get('ParticipantIdentity'), get('ParticipantSid')];
  if (!isRoom && (!participant || !connection)) return [];
  const precision = get('Timestamp')?.includes('.') ? 1 : 1000;
  return [
    { kind, room, participant, connection, participantClass: 'person', at, precision, source: 'webhook' },
  ];
}
