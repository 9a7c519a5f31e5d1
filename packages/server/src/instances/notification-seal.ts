import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/**
 * What goes through the database is read by whoever may LISTEN there, and anybody who may NOTIFY can send it: so each
 * notification is encrypted and counted (AES-256-GCM, the count is the nonce) under a key of its own for each way from one
 * instance to another, and for each connection that the sender has had.
 */
export interface NotificationSeal {
  /** Seals the next part for another instance. */
  seal(to: number, part: Uint8Array): string;
  open(payload: string): OpenedPart | SealRefusal;
}

export interface OpenedPart {
  readonly from: number;
  /** After a gap something was lost, or the sender has begun anew: what was agreed with it is void. */
  readonly follows: 'in-turn' | 'after-a-gap';
  readonly part: Buffer;
}

export type SealRefusal = 'malformed' | 'forged' | 'replayed';

const version = 1;
const cipher = 'aes-256-gcm';
const [sessionBytes, tagBytes, headBytes] = [16, 16, 27];
/** PostgreSQL takes up to 7,999 bytes, and base64 makes four of three. */
export const longestPart = 5_997 - headBytes - tagBytes;
/** Of connections that others have had; the oldest are forgotten. */
const mostSessions = 4_096;

/** `self` is this instance, `key` all instances' secret. Another connection of this instance needs another seal. */
export function createNotificationSeal(key: Uint8Array, self: number): NotificationSeal {
  const session = randomBytes(sessionBytes);
  const sent = new Map<number, { readonly key: Buffer; count: number }>();
  const heard = new Map<string, { readonly key: Buffer; readonly count: number }>();
  const current = new Map<number, string>();

  const keyOf = (by: Uint8Array, from: number, to: number): Buffer =>
    Buffer.from(hkdfSync('sha256', key, by, `${from} to ${to}`, 32));

  function sealedBy(to: number) {
    const known = sent.get(to) ?? { key: keyOf(session, self, to), count: 0 };
    sent.set(to, known);
    return known;
  }
  function remember(name: string, from: number, own: { readonly key: Buffer; readonly count: number }): void {
    heard.delete(name);
    heard.set(name, own);
    current.set(from, name);
    for (const oldest of heard.keys()) {
      if (heard.size <= mostSessions) break;
      heard.delete(oldest);
    }
  }

  return {
    seal(to, part) {
      const own = sealedBy(to);
      own.count += 1;
      const head = Buffer.alloc(headBytes);
      head.writeUInt8(version, 0);
      head.writeUInt32BE(self, 1);
      session.copy(head, 5);
      head.writeUIntBE(own.count, 5 + sessionBytes, 6);
      const sealing = createCipheriv(cipher, own.key, nonceOf(own.count));
      const body = Buffer.concat([sealing.update(part), sealing.final()]);
      return Buffer.concat([head, body, sealing.getAuthTag()]).toString('base64');
    },
    open(payload) {
      const bytes = Buffer.from(payload, 'base64');
      if (bytes.length < headBytes + tagBytes || bytes.readUInt8(0) !== version) return 'malformed';
      const from = bytes.readUInt32BE(1);
      const by = bytes.subarray(5, 5 + sessionBytes);
      const count = bytes.readUIntBE(5 + sessionBytes, 6);
      const name = `${from} ${by.toString('base64')}`;
      const known = heard.get(name);
      const byKey = known?.key ?? keyOf(by, from, self);
      const part = unsealed(bytes, byKey, count);
      if (part === undefined) return 'forged';
      const last = known?.count ?? 0;
      const isCurrent = current.get(from) === name;
      // Also that of a connection which its sender has given up since.
      if (count <= last || (known !== undefined && !isCurrent)) return 'replayed';
      const isNext = count === last + 1 && (isCurrent || !current.has(from));
      remember(name, from, { key: byKey, count });
      return { from, follows: isNext ? 'in-turn' : 'after-a-gap', part };
    },
  };
}

const nonceOf = (count: number): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(count, 6, 6);
  return nonce;
};

function unsealed(bytes: Buffer, key: Buffer, count: number): Buffer | undefined {
  const opening = createDecipheriv(cipher, key, nonceOf(count), { authTagLength: tagBytes });
  opening.setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([opening.update(bytes.subarray(headBytes, -tagBytes)), opening.final()]);
  } catch {
    return undefined;
  }
}
