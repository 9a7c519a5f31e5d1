import type { BackendContext, ProviderBackend, WebhookVerdict } from '@patchbay/contract';
import { vonageBackend } from '@patchbay/provider-vonage/server';
import { memoryConnections } from '../../../packages/providers/vonage/fixtures/memory-connections.ts';
import { startVonageEmulator, type VonageEmulator } from './index.ts';
import { RumorClient } from './rumor-client.ts';

/** An emulator, our server half that is its customer, and the clients in its rooms. */
export class VonageRooms {
  time = Date.now();
  readonly clients: RumorClient[] = [];
  /** What our server half says of each webhook, in order. */
  readonly verdicts: Promise<WebhookVerdict | undefined>[] = [];
  readonly context: BackendContext = {
    publicUrl: 'http://patchbay.test',
    fetch: (input, init) => fetch(input, init),
    now: () => this.time,
    randomId: () => crypto.randomUUID(),
    seal: () => Promise.resolve(''),
    open: () => Promise.resolve(undefined),
    participantsOf: async () => [],
    connections: memoryConnections(),
    observe: () => undefined,
  };
  #emulator: VonageEmulator | undefined;
  #backend: ProviderBackend | undefined;

  get emulator(): VonageEmulator {
    if (this.#emulator === undefined) throw new Error('Start it first.');
    return this.#emulator;
  }

  get backend(): ProviderBackend {
    if (this.#backend === undefined) throw new Error('Start it first.');
    return this.#backend;
  }

  async start({ leaseSeconds = 30, relayed = false } = {}): Promise<this> {
    this.#emulator = await startVonageEmulator({
      fetch: this.#receive,
      webhookUrl: 'http://patchbay.test/v1/webhooks/vonage',
      leaseSeconds,
      now: () => this.time,
    });
    const mediaMode = relayed ? { mediaMode: 'relayed' } : {};
    this.#backend = await vonageBackend.create({ ...this.#emulator.settings, ...mediaMode }, this.context);
    return this;
  }

  createRoom(): Promise<string> {
    const room = { room: 'room', vendorRoom: undefined, maxParticipants: 2, emptyTimeoutSeconds: 60 };
    return this.backend.createRoom(room);
  }

  async tokenFor(room: string, participant = 'p1'): Promise<string> {
    const asking = { room, participant, userKey: 'key', ttlSeconds: 60 };
    const { token } = (await this.backend.mintCredentials(asking)) as { token: string };
    return token;
  }

  async lookUp(room: string, token: string): Promise<unknown> {
    const headers = { 'x-opentok-auth': token };
    const response = await fetch(`${this.emulator.url}/anvil.opentok.com/session/${room}?extended=true`, {
      headers,
    });
    return response.json();
  }

  /** A client whose socket is open, and that has not said who it is. */
  async arrive(room: string): Promise<RumorClient> {
    const client = new RumorClient(this.emulator.url, this.emulator.account.applicationId, room);
    this.clients.push(client);
    await client.open();
    return client;
  }

  async enter(room: string, participant = 'p1') {
    const client = await this.arrive(room);
    return { client, answer: await client.connect(await this.tokenFor(room, participant)) };
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.cut();
    await this.emulator.close();
  }

  /** Stands where Patchbay's server is: hands every webhook to the backend as it came. */
  readonly #receive: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const headers = new Map(request.headers);
    const body = new Uint8Array(await request.arrayBuffer());
    const verdict = Promise.resolve(this.backend.receiveWebhook?.({ headers, body, receivedAt: this.time }));
    this.verdicts.push(verdict);
    await verdict;
    return new Response(null, { status: 200 });
  };
}
