import {
  PictureLossIndication,
  RtcpPayloadSpecificFeedback,
  RtcpRrPacket,
  RtcpSrPacket,
  RtcpTransportLayerFeedback,
  type RtcpPacket,
} from 'werift';
import type { EmulatedMember } from './emulated-member.ts';
import type { MediaListener } from './media-leg.ts';

/** Who else is in the channel at the moment. */
type Others = () => readonly EmulatedMember[];

/**
 * What a selective forwarding unit does with one client's packets: media and sender reports to all who hear the stream,
 * receiver reports and requests for retransmission or a key frame to whoever sends it. SSRCs stay as they are.
 */
export function relayMedia(from: EmulatedMember, others: Others): MediaListener {
  const ownerOf = (ssrc: number): EmulatedMember | undefined => others().find((other) => other.owns(ssrc));

  const relayFeedback = (packet: RtcpPacket): void => {
    if (packet instanceof RtcpTransportLayerFeedback || packet instanceof RtcpPayloadSpecificFeedback) {
      for (const ssrc of targetsOf(packet)) ownerOf(ssrc)?.tell(packet);
    }
    if (packet instanceof RtcpSrPacket || packet instanceof RtcpRrPacket) {
      for (const report of packet.reports)
        ownerOf(report.ssrc)?.tell(new RtcpRrPacket({ ssrc: packet.ssrc, reports: [report] }));
    }
  };

  return {
    rtp: (packet) => {
      const { payloadType } = packet.header;
      const codec = from.leg?.codecs.nameOf(payloadType);
      for (const other of others()) {
        other.play(packet, codec);
        packet.header.payloadType = payloadType;
      }
    },
    rtcp: (packet) => {
      relayFeedback(packet);
      if (!(packet instanceof RtcpSrPacket)) return;
      const { ssrc, senderInfo } = packet;
      for (const other of others())
        if (other.hears.has(ssrc)) other.tell(new RtcpSrPacket({ ssrc, senderInfo, reports: [] }));
    },
  };
}

/** Asks for a key frame: whoever begins to hear a stream can show nothing before it. */
export const askForKeyFrame = (owner: EmulatedMember, mediaSsrc: number): void =>
  owner.tell(
    new RtcpPayloadSpecificFeedback({ feedback: new PictureLossIndication({ senderSsrc: 1, mediaSsrc }) }),
  );

/** The streams that feedback is about. */
function targetsOf({
  feedback,
}: RtcpTransportLayerFeedback | RtcpPayloadSpecificFeedback): readonly number[] {
  if ('mediaSourceSsrc' in feedback) return [feedback.mediaSourceSsrc];
  if ('fir' in feedback) return feedback.fir.map(({ ssrc }) => ssrc);
  return 'mediaSsrc' in feedback ? [feedback.mediaSsrc] : [];
}
