import { createHash, timingSafeEqual } from 'node:crypto';
import type { ProviderObservation, WebhookRequest, WebhookVerdict } from '@patchbay/contract';
import { identify } from '../pexip-identity.ts';
import type { PexipResource } from './pexip-rest.ts';
import { classOf } from './pexip-rooms.ts';

/** Longer than any queue of a node; what is older is a replay. */
const oldestMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Takes what an event sink posts: JSON, one event or a bundle. Pexip signs nothing: HTTP Basic is all that tells a node from
 * anybody else, so the address must be reached by TLS. The delivery id is the hash of the body.
 */
export function createPexipWebhooks(username: string, password: string) {
  const expected = digest(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);

  return async ({ headers, body, receivedAt }: WebhookRequest): Promise<WebhookVerdict> => {
    const given = headers.get('authorization');
    if (!given) return { accepted: false, reason: 'signature-missing' };
    if (!timingSafeEqual(digest(given), expected)) return { accepted: false, reason: 'signature-invalid' };
    const events = eventsOf(await read(body));
    if (!events) return { accepted: false, reason: 'malformed' };
    const oldest = receivedAt - oldestMilliseconds;
    if (events.some(({ time }) => time * 1000 < oldest)) return { accepted: false, reason: 'too-old' };
    const observations = events.flatMap((event) => observe(event) ?? []);
    return { accepted: true, deliveryId: digest(body).toString('hex'), observations };
  };
}

type SinkEvent = { readonly event: string; readonly data: PexipResource; readonly time: number };

/** Undefined when anything about it is not as Pexip writes it. */
function eventsOf(value: unknown): readonly SinkEvent[] | undefined {
  const { event, data, time } = Object(value) as PexipResource;
  if (event === 'eventsink_bulk' && Array.isArray(data)) {
    const all = data.map((each) => eventsOf(each));
    return all.every((each) => each !== undefined) ? all.flat() : undefined;
  }
  const isEvent = typeof event === 'string' && typeof time === 'number' && typeof data === 'object' && data;
  return isEvent ? [{ event, data: data as PexipResource, time }] : undefined;
}

/** By event: what it says, and where its exact time is. A conference ends once per node, and not for those on another. */
const kinds: Readonly<Record<string, readonly [kind: ProviderObservation['kind'], time: string]>> = {
  conference_started: ['room-started', 'start_time'],
  participant_connected: ['joined', 'connect_time'],
  participant_updated: ['present', ''],
  participant_disconnected: ['left', 'end_time'],
};

function observe({ event, data, time }: SinkEvent): ProviderObservation | undefined {
  const [kind, exact = ''] = kinds[event] ?? [];
  const room = kind === 'room-started' ? data['name'] : data['conference'];
  if (kind === undefined || typeof room !== 'string') return undefined;
  const at = Math.round(Number(data[exact] ?? time) * 1000);
  const how = { precision: 1, source: 'webhook', participantClass: classOf(data) } as const;
  if (kind === 'room-started')
    return { kind, room, at, ...how, participant: undefined, connection: undefined };
  const { uuid: connection, display_name: name, call_tag: callTag = '', conversation_id: first } = data;
  // A second leg of somebody who is there already, such as a presentation, has another's uuid for its conversation.
  if (typeof connection !== 'string' || (first && first !== connection)) return undefined;
  return { kind, room, at, ...how, participant: identify(connection, name, callTag).id, connection };
}

const digest = (value: string | Uint8Array): Buffer => createHash('sha256').update(value).digest();
const read = (body: Uint8Array): Promise<unknown> => new Response(body.slice()).json().catch(() => undefined);
