import type { RtcpPacket, RtpPacket } from 'werift';
import { type AnnouncedStream, kindOfStream, type StreamKind } from './gateway-wire.ts';
import type { MediaLeg } from './media-leg.ts';

/** An SDK's signalling connection. */
export interface Wire {
  notify(type: string, message: object): void;
  /** Breaks it, as a network does. */
  cut(): void;
}

export interface PublishedStream {
  readonly kind: StreamKind;
  readonly ssrcId: number;
  readonly rtx: number | undefined;
  isMuted: boolean;
}

export interface MemberTerms {
  readonly uid: number;
  readonly joinedAt: number;
  readonly rejoinToken: string;
  /** Counts a user's comings and goings; greater in each later one. */
  readonly sequence: number;
}

/** One client in a channel: what it publishes, what it hears, and its peer connection. */
export class EmulatedMember {
  readonly terms: MemberTerms;
  readonly streams = new Map<StreamKind, PublishedStream>();
  /** What it published and took back. */
  readonly disabled = new Set<StreamKind>();
  /** SSRCs, retransmissions included. */
  readonly hears = new Set<number>();
  /** Undefined while its signalling is broken. */
  wire: Wire | undefined;
  leg: MediaLeg | undefined;
  /** The vendor's bad day: whoever wants back waits for this. */
  lifted: Promise<void> = Promise.resolve();
  /** Calls off what would make it leave. */
  keep: () => void = () => undefined;

  constructor(terms: MemberTerms, wire: Wire) {
    this.terms = terms;
    this.wire = wire;
  }

  get uid(): number {
    return this.terms.uid;
  }

  publish({ stream_type: type, ssrcs }: AnnouncedStream): PublishedStream {
    const kind = kindOfStream(type);
    const [first] = ssrcs;
    if (!first) throw new RangeError('A stream without an SSRC.');
    const stream = { kind, ssrcId: first.ssrcId, rtx: first.rtx, isMuted: false };
    this.streams.set(kind, stream);
    return stream;
  }

  owns(ssrc: number): boolean {
    return [...this.streams.values()].some(({ ssrcId, rtx }) => ssrcId === ssrc || rtx === ssrc);
  }

  /** Passes on what somebody else's browser sent, by this one's payload types. */
  play(packet: RtpPacket, codec: string | undefined): void {
    const type = codec === undefined ? undefined : this.leg?.codecs.typeOf(codec);
    if (type === undefined || !this.hears.has(packet.header.ssrc)) return;
    packet.header.payloadType = type;
    this.leg?.sendRtp(packet);
  }

  tell(packet: RtcpPacket): void {
    this.leg?.sendRtcp(packet);
  }

  close(): void {
    this.keep();
    this.leg?.close();
    this.wire = undefined;
  }
}
