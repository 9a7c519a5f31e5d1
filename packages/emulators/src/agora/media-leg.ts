import {
  RTCDtlsFingerprint,
  RTCDtlsParameters,
  RTCDtlsTransport,
  RTCIceGatherer,
  RTCIceParameters,
  RTCIceTransport,
  type RtcpPacket,
  type RtpPacket,
} from 'werift';
import { type CodecTable, codecTable } from './codec-table.ts';
import type { OrtcOffer } from './gateway-wire.ts';

const loopback = '127.0.0.1';
/** RFC 5764: AES-128 in counter mode with HMAC-SHA1-80, and AES-128-GCM. */
const srtpProfiles = [0x0001, 0x0007] as const;

/** The gateway's end of one SDK's only peer connection: real ICE, DTLS and SRTP. */
export interface MediaLeg {
  readonly codecs: CodecTable;
  /** What the SDK is told, in place of an answer in SDP. */
  readonly answer: object;
  /** Drops what comes before the connection is up. */
  sendRtp(packet: RtpPacket): void;
  sendRtcp(packet: RtcpPacket): void;
  close(): void;
}

export interface MediaListener {
  rtp(packet: RtpPacket): void;
  rtcp(packet: RtcpPacket): void;
}

/** ICE is lite, as Agora's own gateway is: it waits for the browser's checks on one address. */
export async function openMediaLeg(offer: OrtcOffer, listener: MediaListener): Promise<MediaLeg> {
  const gatherer = new RTCIceGatherer({
    iceLite: true,
    useTcp: false,
    useIpv4: false,
    useIpv6: false,
    additionalHostAddresses: [loopback],
  });
  const ice = new RTCIceTransport(gatherer);
  await ice.gather();
  const { iceUfrag, icePwd } = offer.iceParameters;
  ice.setRemoteParams(new RTCIceParameters({ usernameFragment: iceUfrag, password: icePwd }));
  const certificate = await RTCDtlsTransport.SetupCertificate();
  const dtls = new RTCDtlsTransport({}, ice, certificate, [...srtpProfiles]);
  dtls.role = 'server';
  const fingerprints = offer.dtlsParameters.fingerprints.map(
    ({ hashFunction, fingerprint }) => new RTCDtlsFingerprint(hashFunction, fingerprint),
  );
  dtls.setRemoteParams(new RTCDtlsParameters(fingerprints, 'client'));
  dtls.onRtp.subscribe((packet) => listener.rtp(packet));
  dtls.onRtcp.subscribe((packet) => listener.rtcp(packet));
  // A browser that goes away before it is connected is nobody's error.
  ice
    .start()
    .then(() => dtls.start())
    .catch(() => undefined);

  const { usernameFragment, password } = ice.localParameters;
  const isUp = (): boolean => dtls.state === 'connected';
  const codecs = codecTable(offer);
  return {
    codecs,
    answer: {
      iceParameters: {
        iceUfrag: usernameFragment,
        icePwd: password,
        candidates: ice.localCandidates.map(({ foundation, protocol, priority, ip, port, type }) => ({
          foundation,
          protocol,
          priority,
          ip,
          port,
          type,
        })),
      },
      dtlsParameters: {
        role: 'server',
        fingerprints: certificate
          .getFingerprints()
          .map(({ algorithm, value }) => ({ algorithm, fingerprint: value })),
      },
      rtpCapabilities: { sendrecv: codecs.capabilities },
    },
    sendRtp: ({ payload, header }) => void (isUp() && dtls.sendRtp(payload, header)),
    sendRtcp: (packet) => void (isUp() && dtls.sendRtcp([packet])),
    close: () => {
      void dtls.stop().catch(() => undefined);
      void ice.stop().catch(() => undefined);
    },
  };
}
