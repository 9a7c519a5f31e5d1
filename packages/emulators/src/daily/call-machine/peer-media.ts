/** One direction between two people: who sends always offers, so that offers never meet. */
export type PeerSignal =
  | { readonly offer: string; readonly names: Readonly<Record<string, string>> }
  | { readonly answer: string }
  | { readonly candidate: RTCIceCandidateInit; readonly by: 'sender' | 'receiver' };

type Send = (signal: PeerSignal) => void;

/** Sends one's tracks to one other. */
export class SendingPeer {
  readonly #connection = new RTCPeerConnection();
  readonly #senders = new Map<string, RTCRtpTransceiver>();
  readonly #send: Send;
  #queue: Promise<unknown> = Promise.resolve();
  #answered: ((answer: string) => void) | undefined;

  constructor(send: Send) {
    this.#send = send;
    this.#connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate) send({ candidate: candidate.toJSON(), by: 'sender' });
    });
  }

  /** Null sends nothing for now; the other side keeps its track. */
  set(name: string, track: MediaStreamTrack | null): void {
    this.#queue = this.#queue.then(async () => {
      const known = this.#senders.get(name);
      if (known) return known.sender.replaceTrack(track);
      if (!track) return undefined;
      this.#senders.set(name, this.#connection.addTransceiver(track, { direction: 'sendonly' }));
      return this.#offer();
    });
  }

  answer(answer: string): void {
    this.#answered?.(answer);
  }

  candidate(candidate: RTCIceCandidateInit): void {
    void this.#connection.addIceCandidate(candidate).catch(() => undefined);
  }

  close(): void {
    this.#connection.close();
  }

  async #offer(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#answered = resolve;
    await this.#connection.setLocalDescription();
    const names = Object.fromEntries([...this.#senders].map(([name, { mid }]) => [mid ?? '', name]));
    this.#send({ offer: this.#connection.localDescription?.sdp ?? '', names });
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: await promise });
  }
}

/** Receives one other's tracks. */
export class ReceivingPeer {
  readonly #connection = new RTCPeerConnection();
  readonly #send: Send;
  #names: Readonly<Record<string, string>> = {};
  #queue: Promise<unknown> = Promise.resolve();

  constructor(send: Send, received: (name: string, track: MediaStreamTrack) => void) {
    this.#send = send;
    this.#connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate) send({ candidate: candidate.toJSON(), by: 'receiver' });
    });
    this.#connection.addEventListener('track', ({ track, transceiver }) =>
      received(this.#names[transceiver.mid ?? ''] ?? '', track),
    );
  }

  offer(offer: string, names: Readonly<Record<string, string>>): void {
    this.#queue = this.#queue.then(async () => {
      this.#names = names;
      await this.#connection.setRemoteDescription({ type: 'offer', sdp: offer });
      await this.#connection.setLocalDescription();
      this.#send({ answer: this.#connection.localDescription?.sdp ?? '' });
    });
  }

  candidate(candidate: RTCIceCandidateInit): void {
    this.#queue = this.#queue.then(() => this.#connection.addIceCandidate(candidate).catch(() => undefined));
  }

  close(): void {
    this.#connection.close();
  }
}
