import type { Codec, OrtcOffer } from './gateway-wire.ts';

/** What the gateway takes of a browser's codecs, and their payload types, which another browser may number otherwise. */
export interface CodecTable {
  readonly capabilities: object;
  nameOf(payloadType: number): string | undefined;
  typeOf(name: string): number | undefined;
}

/** Without a transport-wide sequence number or an estimate of the bandwidth, which only a media server could give. */
const feedback = ['nack', 'ccm'];

/**
 * The gateway's own capabilities: Opus, and VP8 with its retransmissions. No header extensions: packets go on to other
 * browsers as they came, and a `mid` of one means another stream to the next.
 */
export function codecTable({ rtpCapabilities }: OrtcOffer): CodecTable {
  const offered = rtpCapabilities.sendrecv ?? rtpCapabilities.send ?? rtpCapabilities.recv;
  const nameIs =
    (name: string) =>
    ({ rtpMap }: Codec): boolean =>
      rtpMap.encodingName.toLowerCase() === name;
  const opus = offered?.audioCodecs.find(nameIs('opus'));
  const vp8 = offered?.videoCodecs.find(nameIs('vp8'));
  const rtx = offered?.videoCodecs.find(
    (codec) => nameIs('rtx')(codec) && Number(codec.fmtp?.parameters['apt']) === vp8?.payloadType,
  );
  const named = new Map(
    Object.entries({ opus, vp8, rtx }).flatMap(([name, codec]) =>
      codec ? [[name, codec.payloadType] as const] : [],
    ),
  );
  const names = new Map([...named].map(([name, type]) => [type, name] as const));
  const taken = (...codecs: readonly (Codec | undefined)[]) =>
    codecs.flatMap((codec) =>
      codec
        ? [{ ...codec, rtcpFeedbacks: codec.rtcpFeedbacks.filter(({ type }) => feedback.includes(type)) }]
        : [],
    );
  return {
    capabilities: {
      audioCodecs: taken(opus),
      videoCodecs: taken(vp8, rtx),
      audioExtensions: [],
      videoExtensions: [],
    },
    nameOf: (payloadType) => names.get(payloadType),
    typeOf: (name) => named.get(name),
  };
}
