/** The frames of Vonage's messaging socket, as client-sdk-video 2.35.2 writes and reads them (`RumorMessage`). */
export const rumorTypes = {
  subscribe: 0,
  unsubscribe: 1,
  message: 2,
  connect: 3,
  disconnect: 4,
  ping: 7,
  pong: 8,
  status: 9,
} as const;

export interface RumorFrame {
  readonly type: number;
  readonly to: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly data: string;
}

/** Length of what follows, two reserved bytes, type, addresses, headers, data. Texts are counted by two bytes. */
export function encodeRumor({ type, to, headers, data }: RumorFrame): Buffer {
  const pairs = Object.entries(headers);
  const body = Buffer.concat([
    Buffer.from([0, 0, type, to.length]),
    ...to.map(counted),
    Buffer.from([pairs.length]),
    ...pairs.flat().map(counted),
    Buffer.from(data, 'utf8'),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** Throws a `RangeError` when a frame ends before it should. */
export function decodeRumor(bytes: Buffer): RumorFrame {
  let offset = 8;
  const text = (): string => {
    const length = bytes.readUInt16BE(offset);
    const start = offset + 2;
    offset = start + length;
    if (offset > bytes.length) throw new RangeError('A frame ends within a text.');
    return bytes.toString('utf8', start, offset);
  };
  const times = <Value>(count: number, read: () => Value): readonly Value[] =>
    Array.from({ length: count }, read);
  const type = bytes.readUInt8(6);
  const to = times(bytes.readUInt8(7), text);
  const count = bytes.readUInt8(offset);
  offset += 1;
  const headers = Object.fromEntries(times(count, () => [text(), text()] as const));
  return { type, to, headers, data: bytes.toString('utf8', offset) };
}

function counted(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
