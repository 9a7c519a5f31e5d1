import {
  GenericNack,
  type RtcpPacket,
  RtcpReceiverInfo,
  RtcpRrPacket,
  RtcpSenderInfo,
  RtcpSrPacket,
  RtcpTransportLayerFeedback,
  RtpHeader,
  RtpPacket,
} from 'werift';
import { beforeEach, describe, expect, test } from 'vitest';
import { EmulatedMember } from './emulated-member.ts';
import { askForKeyFrame, relayMedia } from './relay-media.ts';

const sentRtp: (readonly [uid: number, payloadType: number, ssrc: number])[] = [];
const sentRtcp: (readonly [uid: number, packet: RtcpPacket])[] = [];

/** A client whose browser numbers its codecs in its own way. */
function memberOf(uid: number, types: Readonly<Record<string, number>>): EmulatedMember {
  const terms = { uid, joinedAt: 0, rejoinToken: `token-${uid}`, sequence: uid };
  const member = new EmulatedMember(terms, { notify: () => undefined, cut: () => undefined });
  const names = new Map(Object.entries(types).map(([name, type]) => [type, name] as const));
  member.leg = {
    codecs: { capabilities: {}, nameOf: (type) => names.get(type), typeOf: (name) => types[name] },
    answer: {},
    sendRtp: ({ header }) => void sentRtp.push([uid, header.payloadType, header.ssrc]),
    sendRtcp: (packet) => void sentRtcp.push([uid, packet]),
    close: () => undefined,
  };
  return member;
}

const publisher = memberOf(2, { vp8: 96, rtx: 97 });
const subscriber = memberOf(4, { vp8: 120 });
const bystander = memberOf(6, { vp8: 96 });
publisher.publish({ stream_type: 'high', ssrcs: [{ ssrcId: 1000, rtx: 1001 }] });
subscriber.hears.add(1000).add(1001);
const ofPublisher = relayMedia(publisher, () => [subscriber, bystander]);
const ofSubscriber = relayMedia(subscriber, () => [publisher, bystander]);
const packet = (ssrc: number, payloadType: number) =>
  new RtpPacket(new RtpHeader({ ssrc, payloadType }), Buffer.of(1));

beforeEach(() => {
  sentRtp.length = 0;
  sentRtcp.length = 0;
});

describe('media', () => {
  test('go to whoever subscribed, by their own payload types', () => {
    ofPublisher.rtp(packet(1000, 96));
    expect(sentRtp).toEqual([[4, 120, 1000]]);
  });

  test('of a codec that one side lacks, or that nobody agreed on, go nowhere', () => {
    ofPublisher.rtp(packet(1001, 97));
    ofPublisher.rtp(packet(1000, 50));
    expect(sentRtp).toEqual([]);
  });
});

describe('reports', () => {
  test('of the sender go to whoever subscribed', () => {
    ofPublisher.rtcp(new RtcpSrPacket({ ssrc: 1000, senderInfo: new RtcpSenderInfo() }));
    expect(sentRtcp.map(([uid, { type }]) => [uid, type])).toEqual([[4, RtcpSrPacket.type]]);
  });

  test('of the receiver go to whoever sends the stream, each by itself', () => {
    const reports = [1000, 1].map((ssrc) => new RtcpReceiverInfo({ ssrc }));
    ofSubscriber.rtcp(new RtcpRrPacket({ ssrc: 7, reports }));
    expect(sentRtcp.map(([uid]) => uid)).toEqual([2]);
  });

  test('of lost packets go to whoever sends the stream', () => {
    const feedback = new GenericNack({ senderSsrc: 7, mediaSourceSsrc: 1000, lost: [1] });
    ofSubscriber.rtcp(new RtcpTransportLayerFeedback({ feedback }));
    expect(sentRtcp.map(([uid]) => uid)).toEqual([2]);
  });

  test('ask for a key frame when somebody begins to hear', () => {
    askForKeyFrame(publisher, 1000);
    expect(sentRtcp).toMatchObject([[2, { feedback: { mediaSsrc: 1000 } }]]);
  });
});
