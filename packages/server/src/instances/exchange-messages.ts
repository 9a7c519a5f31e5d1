import type { Json } from '@patchbay/contract';
import { z } from 'zod';

const count = z.int().min(0);
const json: z.ZodType<Json> = z.json();
const topic = z.string();

const failure = z.strictObject({
  /** `moved`: not here, ask again whose it is. */
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
  vendorCode: z.string().exactOptional(),
});

/** What instances say to each other. `id` is the asker's or the opener's; a stream's frames name who opened it. */
const exchangeMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello') }),
  z.strictObject({ type: z.literal('ask'), id: count, topic, body: json }),
  z.strictObject({ type: z.literal('answer'), id: count, body: json }),
  z.strictObject({ type: z.literal('refusal'), id: count, failure }),
  /** Asked and answered as a question is; from its answer on the stream is there. */
  z.strictObject({ type: z.literal('open'), id: count, topic, body: json }),
  z.strictObject({ type: z.literal('text'), stream: z.string(), text: z.string() }),
  /** How many characters the other side has taken since it said so last. */
  z.strictObject({ type: z.literal('taken'), stream: z.string(), characters: count }),
  z.strictObject({
    type: z.literal('close'),
    stream: z.string(),
    code: z.int().exactOptional(),
    reason: z.string(),
  }),
]);

export type ExchangeMessage = z.infer<typeof exchangeMessage>;
export type ExchangeFailure = z.infer<typeof failure>;

/** Undefined for what an instance of another version may say. */
export function readExchangeMessage(text: string): ExchangeMessage | undefined {
  try {
    return exchangeMessage.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
