import { createHash, timingSafeEqual } from 'node:crypto';
import type { ProviderObservation, WebhookRequest, WebhookVerdict } from '@patchbay/contract';
import type { JanusFields } from './janus-admin.ts';
import { participantOf } from './janus-rooms.ts';

const oldestMilliseconds = 24 * 60 * 60 * 1000;
const user = 'patchbay';

/**
 * Posts of the event handler `sampleevh`. Janus signs nothing: a password is all that tells that it is Janus, so the network
 * has to be its own. There is no event id either; a post that is repeated is the same byte for byte, so its hash is the
 * delivery id. Event times, in microseconds, bound how long that must be remembered.
 */
export function createJanusWebhooks(password: string): (request: WebhookRequest) => Promise<WebhookVerdict> {
  const expected = digest(`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`);
  return async ({ headers, body, receivedAt }) => {
    const given = headers.get('authorization');
    if (!given) return { accepted: false, reason: 'signature-missing' };
    if (!timingSafeEqual(digest(given), expected)) return { accepted: false, reason: 'signature-invalid' };
    const events = eventsIn(body);
    if (!events) return { accepted: false, reason: 'malformed' };
    if (events.some(({ timestamp }) => Number(timestamp) / 1000 < receivedAt - oldestMilliseconds)) {
      return { accepted: false, reason: 'too-old' };
    }
    return {
      accepted: true,
      deliveryId: digest(body).toString('base64url'),
      observations: events.flatMap(observationsOf),
    };
  };
}

const digest = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** One event, or, with `grouping`, several. */
function eventsIn(body: Uint8Array): readonly JanusFields[] | undefined {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    const events = (Array.isArray(parsed) ? parsed : [parsed]).map((event) => Object(event) as JanusFields);
    const isOurs =
      events.length > 0 &&
      events.every(({ type, timestamp }) => typeof type === 'number' && Number.isFinite(timestamp));
    return isOurs ? events : undefined;
  } catch {
    return undefined;
  }
}

/** Not here: `unpublished`, which comes once more after somebody has left. A room that is destroyed tells of nobody's leaving. */
const kinds: Readonly<Record<string, ProviderObservation['kind']>> = {
  created: 'room-started',
  destroyed: 'room-ended',
  joined: 'joined',
  leaving: 'left',
  kicked: 'left',
  published: 'present',
};

function observationsOf({ timestamp, event }: JanusFields): readonly ProviderObservation[] {
  const { plugin, data } = Object(event) as JanusFields;
  const { event: name, room, id } = Object(data) as JanusFields;
  const kind = plugin === 'janus.plugin.videoroom' ? kinds[String(name)] : undefined;
  if (!kind || typeof room !== 'string') return [];
  const at = Math.round(Number(timestamp) / 1000);
  const about = { kind, room, participantClass: 'person', at, precision: 1, source: 'webhook' } as const;
  if (kind === 'room-started' || kind === 'room-ended')
    return [{ ...about, participant: undefined, connection: undefined }];
  return typeof id === 'string' ? [{ ...about, participant: participantOf(id), connection: id }] : [];
}
