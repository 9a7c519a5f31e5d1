import { z } from 'zod';

/** What the SDK asks in a Rumor message: a verb on an address of the session, e.g. `create` on `/stream/<id>`. */
const raptor = z.looseObject({
  method: z.string(),
  uri: z.string(),
  content: z.record(z.string(), z.unknown()).default({}),
});
export type RaptorMessage = z.infer<typeof raptor> & { readonly reason?: string };

const channel = z.looseObject({ id: z.string(), type: z.string(), active: z.boolean().optional() });
export const streamContent = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  channel: z.array(channel),
});
export type StreamContent = z.infer<typeof streamContent>;

/** Undefined for what is none. */
export function parseRaptor(text: string): RaptorMessage | undefined {
  try {
    return raptor.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export interface RaptorAddress {
  readonly base: string;
  readonly sessionId: string;
  /** Kinds and ids by turns, e.g. `stream`, an id, `subscriber`, an id. */
  readonly parts: readonly string[];
}

export function addressOf(uri: string): RaptorAddress | undefined {
  const match = /^\/v2\/partner\/[^/]+\/session\/([^/]+)/.exec(uri);
  const [base, sessionId] = match ?? [];
  if (base === undefined || sessionId === undefined) return undefined;
  return { base, sessionId, parts: uri.slice(base.length).split('/').filter(Boolean) };
}
