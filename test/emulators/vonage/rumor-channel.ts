import type { WebSocket } from 'ws';
import type { RaptorMessage } from './raptor-message.ts';
import { encodeRumor, rumorTypes } from './rumor-frame.ts';

/** The address under which Vonage's own messages come. */
const symphony = 'symphony.emulated';

/**
 * One SDK's messaging, which outlives its sockets: what was not acknowledged is sent again over the next one, under the same
 * transaction id, and what the SDK sends again is answered as before.
 */
export class RumorChannel {
  #socket: WebSocket | undefined;
  readonly #unacknowledged = new Map<string, Buffer>();
  readonly #answered = new Map<string, Buffer>();
  readonly #later: (write: () => void) => void;

  /** `later` writes at once, or late when a fault says so. */
  constructor(later: (write: () => void) => void) {
    this.#later = later;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === 1;
  }

  attach(socket: WebSocket): void {
    this.#socket?.terminate();
    this.#socket = socket;
    for (const frame of this.#unacknowledged.values()) this.#write(frame);
  }

  isAttachedTo(socket: WebSocket): boolean {
    return this.#socket === socket;
  }

  /** As a network breaks it. */
  cut(): void {
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  close(): void {
    this.#later(() => this.#socket?.close(1000));
  }

  /** `from` is somebody's connection, the empty text for the server's own signals, or Vonage itself. */
  tell(message: RaptorMessage, from = symphony): void {
    const transaction = crypto.randomUUID();
    const frame = encodeRumor({
      type: rumorTypes.message,
      to: [],
      headers: {
        'Content-Type': 'application/x-raptor+v2',
        'X-TB-FROM-ADDRESS': from,
        'TRANSACTION-ID': transaction,
      },
      data: JSON.stringify(message),
    });
    this.#unacknowledged.set(transaction, frame);
    this.#write(frame);
  }

  /** Answers what the SDK asked under that id. */
  answer(transaction: string, status: number, data?: object): void {
    const frame = encodeRumor({
      type: rumorTypes.status,
      to: [],
      headers: { 'TRANSACTION-ID': transaction, 'X-TB-FROM-ADDRESS': symphony, STATUS: String(status) },
      data: data === undefined ? '' : JSON.stringify(data),
    });
    this.#answered.set(transaction, frame);
    this.#write(frame);
  }

  /** True when it was asked and answered before; it is answered again. */
  wasAnswered(transaction: string): boolean {
    const frame = this.#answered.get(transaction);
    if (frame) this.#write(frame);
    return frame !== undefined;
  }

  acknowledge(transaction: string): void {
    this.#unacknowledged.delete(transaction);
  }

  pong(): void {
    this.#write(encodeRumor({ type: rumorTypes.pong, to: [], headers: {}, data: '' }));
  }

  #write(frame: Buffer): void {
    this.#later(() => {
      if (this.#socket?.readyState === 1) this.#socket.send(frame);
    });
  }
}
