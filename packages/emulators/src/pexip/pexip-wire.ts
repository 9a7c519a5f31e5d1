import { z } from 'zod';

/** What clients ask of a Conferencing Node, as far as the emulator answers it (client REST API v2). */
export const tokenRequest = z.looseObject({
  display_name: z.string(),
  call_tag: z.string().optional(),
  direct_media: z.boolean().optional(),
});

export const callRequest = z.looseObject({ call_type: z.literal('WEBRTC'), sdp: z.string() });

export const updateRequest = z.looseObject({ sdp: z.string().optional() });

export const acknowledgement = z.looseObject({
  sdp: z.string().optional(),
  offer_ignored: z.boolean().optional(),
});

export const candidate = z.looseObject({
  candidate: z.string(),
  mid: z.string(),
  ufrag: z.string().optional(),
});

export const message = z.looseObject({ type: z.string(), payload: z.string() });

export const succeed = (result: unknown): Response => Response.json({ status: 'success', result });

export const fail = (status: number, result: unknown): Response =>
  Response.json({ status: 'failed', result }, { status });

/** What a client hears through its server-sent events. */
export interface EventStream {
  tell(event: string, data: unknown): void;
  /** Breaks it, as a network does. */
  cut(): void;
}
