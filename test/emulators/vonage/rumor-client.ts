import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { RaptorMessage } from './raptor-message.ts';
import { decodeRumor, encodeRumor, type RumorFrame, rumorTypes } from './rumor-frame.ts';

/** Speaks to the emulator as the SDK does, frame by frame, for tests without a browser. */
export class RumorClient {
  readonly id = crypto.randomUUID();
  readonly socketId = crypto.randomUUID();
  readonly told: { readonly message: RaptorMessage; readonly from: string }[] = [];
  readonly #url: string;
  readonly #base: string;
  readonly #answers = new Map<string, (frame: RumorFrame) => void>();
  #socket: WebSocket | undefined;
  /** Whether what comes is acknowledged. */
  acknowledges = true;

  constructor(url: string, applicationId: string, sessionId: string) {
    this.#url = url.replace(/^http/, 'ws');
    this.#base = `/v2/partner/${applicationId}/session/${sessionId}`;
  }

  async open(reconnect = false): Promise<void> {
    const query = `socketId=${this.socketId}${reconnect ? '&reconnect=true' : ''}`;
    const socket = new WebSocket(`${this.#url}/messaging.emulated/rumorwebsocketsv2?${query}`);
    this.#socket = socket;
    socket.on('message', (bytes: Buffer) => this.#receive(decodeRumor(bytes)));
    await once(socket, 'open');
    if (!reconnect) this.send(rumorTypes.connect, { uniqueId: this.id });
  }

  /** Resolves with status and answer. */
  ask(method: string, path: string, content: object = {}, headers: Readonly<Record<string, string>> = {}) {
    const transaction = crypto.randomUUID();
    const answer = new Promise<{ readonly status: string; readonly data: unknown }>((resolve) =>
      this.#answers.set(transaction, ({ headers: { STATUS: status = '' }, data }) =>
        resolve({ status, data: data === '' ? undefined : JSON.parse(data) }),
      ),
    );
    const data = JSON.stringify({ method, uri: this.#base + path, content });
    this.send(rumorTypes.message, { 'TRANSACTION-ID': transaction, ...headers }, data);
    return answer;
  }

  connect(token: string) {
    return this.ask('create', `/connection/${this.id}`, {}, { 'X-TB-TOKEN-AUTH': token });
  }

  send(type: number, headers: Readonly<Record<string, string>> = {}, data = ''): void {
    this.#socket?.send(encodeRumor({ type, to: [], headers, data }));
  }

  /** What was told of that verb at that address. */
  heard(method: string, pattern: RegExp) {
    return this.told.filter(({ message }) => message.method === method && pattern.test(message.uri));
  }

  async closed(): Promise<void> {
    if (this.#socket && this.#socket.readyState !== WebSocket.CLOSED) await once(this.#socket, 'close');
  }

  cut(): void {
    this.#socket?.terminate();
  }

  #receive(frame: RumorFrame): void {
    const { 'TRANSACTION-ID': transaction = '', 'X-TB-FROM-ADDRESS': from = '' } = frame.headers;
    if (frame.type === rumorTypes.status) return this.#answers.get(transaction)?.(frame);
    if (frame.type !== rumorTypes.message) return;
    this.told.push({ message: JSON.parse(frame.data) as RaptorMessage, from });
    if (this.acknowledges) this.send(rumorTypes.status, { 'TRANSACTION-ID': transaction });
  }
}
