import { createHash, timingSafeEqual } from 'node:crypto';
import type { ProviderObservation, WebhookRefusal, WebhookRequest, WebhookVerdict } from '@patchbay/contract';
import { fieldsOf, type JanusFields } from './janus-admin.ts';
import { participantOf } from './janus-rooms.ts';

const oldestMilliseconds = 24 * 60 * 60 * 1000;
const refused = (reason: WebhookRefusal) => ({ accepted: false, reason }) as const;
const digest = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/**
 * Posts of the event handler `sampleevh`. Janus signs nothing: the password of `patchbay` is all that tells that it is Janus.
 * Nor is there an event id: a repeated post is the same byte for byte. Times are in microseconds.
 */
export function createJanusWebhooks(password: string): (request: WebhookRequest) => Promise<WebhookVerdict> {
  const expected = digest(`Basic ${Buffer.from(`patchbay:${password}`).toString('base64')}`);
  return async ({ headers, body, receivedAt }) => {
    const given = headers.get('authorization');
    if (!given) return refused('signature-missing');
    if (!timingSafeEqual(digest(given), expected)) return refused('signature-invalid');
    const events = eventsIn(body);
    const times = events.map(({ timestamp }) =>
      typeof timestamp === 'number' ? timestamp / 1000 : Number.NaN,
    );
    if (times.length === 0 || times.some(Number.isNaN)) return refused('malformed');
    if (times.some((at) => at < receivedAt - oldestMilliseconds)) return refused('too-old');
    const deliveryId = digest(body).toString('base64url');
    return { accepted: true, deliveryId, observations: events.flatMap(observationsOf) };
  };
}

/** One event, or, with `grouping`, several. */
function eventsIn(body: Uint8Array): readonly JanusFields[] {
  try {
    return [JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown]
      .flat()
      .map(fieldsOf);
  } catch {
    return [];
  }
}

/** Not here: `unpublished`, which comes once more after somebody has left. A room that is destroyed tells of nobody's leaving. */
const ofPeople = { joined: 'joined', published: 'present', leaving: 'left', kicked: 'left' } as const;
const kinds = new Map<unknown, ProviderObservation['kind']>(Object.entries(ofPeople))
  .set('created', 'room-started')
  .set('destroyed', 'room-ended');

function observationsOf({ timestamp, event }: JanusFields): readonly ProviderObservation[] {
  const { plugin, data } = fieldsOf(event);
  const { event: name, room, id: connection } = fieldsOf(data);
  const kind = plugin === 'janus.plugin.videoroom' ? kinds.get(name) : undefined;
  if (!kind || typeof room !== 'string') return [];
  const at = Math.round(Number(timestamp) / 1000);
  const about = { kind, room, participantClass: 'person', at, precision: 1, source: 'webhook' } as const;
  if (kind.startsWith('room-')) return [{ ...about, participant: undefined, connection: undefined }];
  if (typeof connection !== 'string') return [];
  return [{ ...about, participant: participantOf(connection), connection }];
}
