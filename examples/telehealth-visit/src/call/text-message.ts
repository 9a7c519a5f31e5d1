import type { Json } from '@patchbay/contract';

/** One line of the visit's messages; kept in the page only, gone when it is closed. */
export interface TextMessage {
  readonly id: number;
  /** `Clinician`, `Patient`, `Guest` or `You`. */
  readonly from: string;
  readonly own: boolean;
  readonly text: string;
  /** Milliseconds since the Unix epoch, by this page's clock. */
  readonly at: number;
}

/** What travels. Anything else that arrives is somebody else's business and is left alone. */
export const encodeText = (text: string): Json => ({ kind: 'text', text });

export function decodeText(message: Json): string | undefined {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return undefined;
  const { kind, text } = message as { readonly kind?: Json; readonly text?: Json };
  return kind === 'text' && typeof text === 'string' && text.trim() !== '' ? text : undefined;
}

/** Whether the text fits into one message of `maxBytes` bytes of JSON. */
export const fitsMessage = (text: string, maxBytes: number): boolean =>
  new TextEncoder().encode(JSON.stringify(encodeText(text))).length <= maxBytes;
