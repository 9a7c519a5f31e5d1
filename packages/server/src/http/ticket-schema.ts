import { z } from '@hono/zod-openapi';
import type { JoinTicket } from '@patchbay/contract';

const capabilities = z
  .object({
    rawTrackIn: z.boolean(),
    rawTrackOut: z.boolean(),
    perParticipantMedia: z.boolean(),
    screenShare: z.boolean(),
    screenShareAudio: z.boolean(),
    replaceTrack: z.boolean(),
    messages: z.object({ maxBytes: z.int(), directed: z.boolean() }),
    activeSpeaker: z.boolean(),
    networkQuality: z.boolean(),
    reconnect: z.boolean(),
    kick: z.boolean(),
    endRoom: z.boolean(),
    recording: z.boolean(),
    transcription: z.boolean(),
    sip: z.boolean(),
    endToEndEncryption: z.enum(['none', 'peer-to-peer', 'full']),
    multiInstance: z.boolean(),
    maxParticipants: z.int(),
  })
  .openapi('Capabilities');

const ticket = z.object({
  version: z.literal(1),
  consultId: z.string(),
  provider: z.string(),
  capabilities,
  credentials: z.unknown().openapi({ description: "For the provider's client half only." }),
  participant: z.object({ userKey: z.string() }),
  metering: z.object({ endpoint: z.url(), token: z.string(), intervalSeconds: z.int() }),
  expiresAt: z.int().openapi({ description: 'A join must begin before. Milliseconds since the Unix epoch.' }),
});

const described = ticket
  .extend({
    fallback: z.array(ticket).optional().openapi({
      description: 'Tickets for other providers, tried in order when this one cannot be reached.',
    }),
  })
  .openapi('JoinTicket', { description: 'Pass it on to the page unchanged.' });

type OneTicket = Omit<JoinTicket, 'credentials' | 'fallback'> & { readonly credentials: unknown };
/** A contract's ticket whose fallback tickets have none of their own. */
export type TicketBody = OneTicket & { readonly fallback?: readonly OneTicket[] | undefined };

export const ticketSchema: z.ZodType<TicketBody> = described;
