import { z } from '@hono/zod-openapi';
import type { ProviderObservation } from '@patchbay/contract';
import { userKeySchema } from '../http/schemas.ts';

const typePrefix = 'patchbay.presence.';
/** What CloudEvents asks every receiver to take. */
const mostBytes = 65_536;

export type CloudEventRefusal =
  /** Larger than 64 KiB. */
  | 'event-too-large'
  /** Not CloudEvents 1.0. */
  | 'unsupported-specversion'
  /** Not one of our kinds. */
  | 'unsupported-type'
  /** An attribute or a field is missing or of the wrong type. */
  | 'malformed';

const kinds = ['joined', 'present', 'left', 'room-started', 'room-ended'] as const;

export const cloudEventSchema = z
  .object({
    specversion: z.literal('1.0'),
    id: z
      .string()
      .min(1)
      .max(256)
      .openapi({ description: "The sender's. What is the same fact is told by its contents." }),
    source: z.string().min(1).max(1024).openapi({ example: '/clinic/video-gateway' }),
    type: z.enum(kinds.map((kind) => `${typePrefix}${kind}` as const)),
    subject: z.string().min(1).max(64).openapi({ description: 'The id of the consult.' }),
    time: z.iso
      .datetime({ offset: true })
      .openapi({ description: "When it happened, by the source's clock." }),
    datacontenttype: z.literal('application/json').optional(),
    data: z.object({
      provider: z.string().min(1).max(64).openapi({ example: 'livekit' }),
      userKey: userKeySchema.optional(),
      connection: z.string().min(1).optional().openapi({
        description: "The vendor's id of this one connection; left out for the room's own events.",
      }),
      participantClass: z.enum(['person', 'recorder', 'agent', 'sip']).default('person'),
      precision: z
        .number()
        .default(1000)
        .openapi({ description: 'How far the time may be off, in milliseconds.' }),
      witness: z
        .enum(['webhook', 'signalling', 'roster-poll'])
        .default('webhook')
        .openapi({ description: 'How the sender knows. The same witness twice is one row.' }),
    }),
  })
  .openapi('PresenceEvent', { description: 'A CloudEvent 1.0. Extension attributes are not looked at.' });

/** A CloudEvent, read: whose consult it speaks of, and what it says. */
export interface PresenceEvent {
  readonly consultId: string;
  readonly provider: string;
  readonly userKey: string | undefined;
  readonly observation: Omit<ProviderObservation, 'room' | 'participant'>;
}

/**
 * Reads one event of a batch; nothing about it is believed but what the types say. A batch of which all is small has no large
 * event in it: only of others each is measured.
 */
export function readCloudEvent(event: unknown, batchBytes: number): PresenceEvent | CloudEventRefusal {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return 'malformed';
  if (batchBytes > mostBytes && bytesOf(event) > mostBytes) return 'event-too-large';
  const { specversion, type } = event as { specversion?: unknown; type?: unknown };
  if (typeof specversion !== 'string' || typeof type !== 'string') return 'malformed';
  if (specversion !== '1.0') return 'unsupported-specversion';
  const kind = kinds.find((one) => type === `${typePrefix}${one}`);
  if (kind === undefined) return 'unsupported-type';
  const read = cloudEventSchema.safeParse(event);
  if (!read.success) return 'malformed';
  const { subject, time, data } = read.data;
  const { provider, userKey, connection, participantClass, precision, witness } = data;
  return {
    consultId: subject,
    provider,
    userKey,
    observation: { kind, connection, participantClass, at: Date.parse(time), precision, source: witness },
  };
}

function bytesOf(event: object): number {
  try {
    return Buffer.byteLength(JSON.stringify(event));
  } catch {
    // Nested so deep that it cannot be walked.
    return Infinity;
  }
}
