import type { ToClient, ToServer } from '../zoom-wire.ts';

export interface SignallingListener {
  onMessage(message: ToClient): void;
  /** The connection broke; `restored` follows, or nothing. */
  onBroken(): void;
}

const retryMilliseconds = 200;

/** The connection to the stand-in's server. It comes back by itself until it is closed. */
export class Signalling {
  readonly #address: string;
  readonly #listener: SignallingListener;
  #socket: WebSocket | undefined;
  #secret: string | undefined;
  #isClosed = false;
  /** Peers' words that could not be said. */
  #waiting: ToServer[] = [];

  constructor(webEndpoint: string, listener: SignallingListener) {
    this.#address = `ws://${webEndpoint}/`;
    this.#listener = listener;
  }

  /** Rejects when nobody answers. */
  open(): Promise<void> {
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as ToClient;
      this.#listener.onMessage(message);
      if (message.type !== 'joined') return;
      this.#secret = message.secret;
      for (const late of this.#waiting.splice(0)) this.send(late);
    });
    socket.addEventListener('close', () => {
      if (this.#isClosed || this.#socket !== socket || this.#secret === undefined) return;
      this.#listener.onBroken();
      setTimeout(() => void this.#resume(this.#secret ?? ''), retryMilliseconds);
    });
    return new Promise((resolve, reject) => {
      socket.addEventListener('open', () => resolve(), { once: true });
      socket.addEventListener('error', () => reject(new Error('Nobody answers.')), { once: true });
    });
  }

  send(message: ToServer): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
    else if (message.type === 'signal') this.#waiting.push(message);
  }

  /** Resolves when the server has heard the goodbye, or cannot. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return socket?.close();
    const closed = new Promise((resolve) => socket.addEventListener('close', resolve, { once: true }));
    this.send({ type: 'leave' });
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1000))]);
    socket.close();
  }

  async #resume(secret: string): Promise<void> {
    if (this.#isClosed) return;
    // Another try follows from the close event of this one.
    await this.open().then(
      () => this.send({ type: 'resume', secret }),
      () => undefined,
    );
  }
}
