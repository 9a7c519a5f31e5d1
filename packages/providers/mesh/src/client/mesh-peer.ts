import type { PublicationId } from '@patchbay/contract';
import { timerOn } from '@patchbay/signalling';
import type { MeshMember, PeerSignal } from '../mesh-wire.ts';
import type { MeshPlatform } from './mesh-platform.ts';
import type { RemoteMedia } from './mesh-remote-media.ts';

export interface PeerTerms {
  readonly member: MeshMember;
  readonly media: RemoteMedia;
  /** Gives way when offers cross; one of the two is. */
  readonly isPolite: boolean;
  readonly iceServers: RTCIceServer[];
  readonly onSignal: (signal: PeerSignal) => void;
  readonly onState: () => void;
  readonly onMessage: (data: unknown) => void;
}

export type MeshPeer = ReturnType<typeof openPeer>;
export type Peers = () => readonly MeshPeer[];

/** Somebody else in the room, connected by the perfect negotiation of the WebRTC recommendation, section 10.7. */
export function openPeer(terms: PeerTerms, { createPeer, schedule, timing }: MeshPlatform) {
  const { member, media, isPolite, iceServers, onSignal, onState, onMessage } = terms;
  const rtc = createPeer({ iceServers });
  const channel = rtc.createDataChannel('messages', { negotiated: true, id: 0 });
  const opened = Promise.withResolvers<boolean>();
  const timer = timerOn(schedule);
  let state: 'connecting' | 'connected' | 'interrupted' = 'connecting';
  let isOffering = false;
  let round = 0;
  let received = Promise.resolve();

  function say(round: number): void {
    const { type, sdp = '' } = rtc.localDescription ?? {};
    if (type !== 'offer' && type !== 'answer') return;
    onSignal({ type: 'description', round, description: { type, sdp } });
  }
  async function offer(): Promise<void> {
    isOffering = true;
    round += 1;
    try {
      await rtc.setLocalDescription();
      say(round);
    } finally {
      isOffering = false;
    }
  }
  async function accept(signal: PeerSignal): Promise<void> {
    if (signal.type === 'candidate') return rtc.addIceCandidate(signal);
    if (signal.description.type === 'answer') {
      const isExpected = rtc.signalingState === 'have-local-offer' && signal.round === round;
      return isExpected ? rtc.setRemoteDescription(signal.description) : undefined;
    }
    if (!isPolite && (isOffering || rtc.signalingState !== 'stable')) return undefined;
    await rtc.setRemoteDescription(signal.description);
    await rtc.setLocalDescription();
    return say(signal.round);
  }

  /** Signals may have been lost: says again what is unanswered, or looks for another route. */
  function revive(): void {
    if (rtc.signalingState === 'have-local-offer') say(round);
    else if (rtc.connectionState !== 'connected') rtc.restartIce();
  }
  function interrupt(): void {
    timer.set(timing.restart, interrupt);
    revive();
    turn('interrupted');
  }
  function turn(next: 'connected' | 'interrupted'): void {
    if (state === next) return;
    state = next;
    onState();
  }

  // What fails here fails for this one peer, and shows as a connection that does not come about or breaks.
  const ignore = (): void => undefined;
  channel.onopen = () => opened.resolve(true);
  channel.onclose = () => opened.resolve(false);
  channel.onmessage = ({ data }) => onMessage(data);
  rtc.onnegotiationneeded = () => {
    // Chromium (seen in 156) cannot answer once it has rolled back a first offer with a data channel: "Failed to start
    // SCTP transport". So the first offer is never the polite one's; the event comes again when that is answered.
    if (!isPolite || rtc.remoteDescription !== null) offer().catch(ignore);
  };
  rtc.onicecandidate = ({ candidate }) => {
    if (candidate === null || candidate.candidate === '') return;
    const { candidate: text, sdpMid, sdpMLineIndex, usernameFragment } = candidate;
    onSignal({ type: 'candidate', candidate: text, sdpMid, sdpMLineIndex, usernameFragment });
  };
  rtc.ontrack = ({ streams, receiver }) => streams.forEach(({ id }) => media.receive(id, receiver));
  rtc.onconnectionstatechange = () => {
    const isBroken = rtc.connectionState === 'disconnected' || rtc.connectionState === 'failed';
    if (isBroken && state === 'connected') timer.set(timing.patience, interrupt);
    if (rtc.connectionState !== 'connected') return;
    timer.clear();
    turn('connected');
  };
  timer.set(timing.connect, interrupt);

  return {
    member,
    media,
    rtc,
    revive,
    /** What is sent, by publication. */
    transceivers: new Map<PublicationId, RTCRtpTransceiver>(),
    state: () => state,
    receive: (signal: PeerSignal): void =>
      void (received = received.then(() => accept(signal)).catch(ignore)),
    /** From browser to browser, past the server. Waits until the channel is open; false when it never will be. */
    async send(text: string): Promise<boolean> {
      const isOpen = await opened.promise;
      if (isOpen) channel.send(text);
      return isOpen;
    },
    close(): void {
      timer.clear();
      opened.resolve(false);
      rtc.onconnectionstatechange = rtc.onnegotiationneeded = rtc.onicecandidate = rtc.ontrack = null;
      channel.onmessage = null;
      rtc.close();
    },
  };
}
