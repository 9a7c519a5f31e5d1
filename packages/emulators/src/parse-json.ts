/** What a client sent, as JSON; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A part of a token: JSON as base64url; undefined when it is none. */
export const decodeJson = (part: string): unknown =>
  parseJson(Buffer.from(part, 'base64url').toString('utf8'));
