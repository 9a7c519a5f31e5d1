import { z } from 'zod';
import type { ClientFrame, CommonRequest } from '../frames.ts';
import type { Json } from '@patchbay/contract';

/** Characters: what a message of the most bytes, or an offer of all that one can publish and receive, needs at most. */
const longestFrame = 131_072;
const count = z.int().min(0);
const message: z.ZodType<Json> = z.json();
const common: z.ZodType<CommonRequest> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('message'), message, to: z.string().min(1).max(128).exactOptional() }),
  z.strictObject({ type: z.literal('leave') }),
  z.strictObject({ type: z.literal('pong') }),
]);
const opening = z.strictObject({ opening: z.strictObject({ token: z.string().max(8_192), heard: count }) });

export type FrameReader<Request> = (text: string) => ClientFrame<Request> | undefined;

/** Gives undefined for anything that is not exactly a frame with one of these requests in it, or a common one. */
export function frameReader<Request>(requests: z.ZodType<Request>): FrameReader<Request> {
  const body: z.ZodType<Request | CommonRequest> = z.union([common, requests]);
  const frame = z.union([z.strictObject({ number: count, heard: count, body }), opening]);
  return (text) => {
    try {
      return text.length > longestFrame ? undefined : frame.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  };
}
