import type {
  OutgoingMedia,
  ProviderConnection,
  ProviderDescriptor,
  ProviderEvent,
  VideoProvider,
} from '@patchbay/contract';

/** What the session asks of an adapter. */
export type AdapterVerb =
  | 'load'
  | 'connect'
  | 'publish'
  | 'replace'
  | 'unpublish'
  | 'setMuted'
  | 'send'
  | 'stats'
  | 'disconnect';

type Report = (event: ProviderEvent) => void;

/**
 * Stands between one session and its adapter: notes what is asked and answered, and on demand fails a verb, or holds its
 * answer back. The adapter itself is asked all the same, so that what it does is real.
 */
export class WatchedProvider {
  readonly descriptor: ProviderDescriptor;
  readonly calls: AdapterVerb[] = [];
  /** What the adapter was given to send, in order. */
  readonly sent: OutgoingMedia[] = [];
  /** How each `connect` ended. */
  readonly connects: ('resolved' | 'rejected')[] = [];
  /** Facts reported after `closed`, after a `disconnect` that resolved, or after a `connect` that was refused. */
  readonly lateReports: ProviderEvent[] = [];
  readonly #failures = new Map<AdapterVerb, unknown>();
  readonly #gates = new Map<AdapterVerb, Promise<void>>();
  readonly #listeners = new Map<AdapterVerb, () => void>();
  #open = 0;
  #report: Report = () => undefined;

  constructor(inner: ProviderDescriptor) {
    this.descriptor = {
      id: inner.id,
      capabilities: inner.capabilities,
      load: async () => this.#watch(await this.#pass('load', () => inner.load())),
    };
  }

  /** Connections that were made and have not said goodbye. */
  get openConnections(): number {
    return this.#open;
  }

  /** The next time this verb is asked for, it fails with the error and the adapter is not asked. */
  failNext(verb: AdapterVerb, error: unknown): void {
    this.#failures.set(verb, error);
  }

  /** The adapter's answers to this verb are held back until the function returned is called. */
  hold(verb: AdapterVerb): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gates.set(verb, promise);
    return () => {
      this.#gates.delete(verb);
      resolve();
    };
  }

  /** Calls back when the adapter has been asked for this verb and has not answered yet. */
  onCall(verb: AdapterVerb, listener: () => void): void {
    this.#listeners.set(verb, listener);
  }

  /** Says something to the session in the adapter's place. */
  report(event: ProviderEvent): void {
    this.#report(event);
  }

  #watch(inner: VideoProvider): VideoProvider {
    return {
      id: inner.id,
      capabilities: inner.capabilities,
      connect: async (request, report) => {
        let isOver = false;
        this.#report = report;
        const watched: Report = (event) => {
          if (isOver) this.lateReports.push(event);
          isOver ||= event.type === 'closed';
          report(event);
        };
        try {
          const connection = await this.#pass('connect', async () => {
            const made = await inner.connect(request, watched);
            this.#open += 1;
            return made;
          });
          this.connects.push('resolved');
          return this.#watchConnection(connection, () => (isOver = true));
        } catch (error) {
          isOver = true;
          this.connects.push('rejected');
          throw error;
        }
      },
    };
  }

  #watchConnection(inner: ProviderConnection, end: () => void): ProviderConnection {
    let isDisconnected = false;
    return {
      participantId: inner.participantId,
      native: inner.native,
      ...(inner.translate && { translate: inner.translate }),
      publish: (media) => {
        this.sent.push(media);
        return this.#pass('publish', () => inner.publish(media));
      },
      replace: (id, media) => {
        this.sent.push(media);
        return this.#pass('replace', () => inner.replace(id, media));
      },
      unpublish: (id) => this.#pass('unpublish', () => inner.unpublish(id)),
      setMuted: (id, muted) => this.#pass('setMuted', () => inner.setMuted(id, muted)),
      ...(inner.renderLocal && { renderLocal: inner.renderLocal.bind(inner) }),
      send: (message, to) => this.#pass('send', () => inner.send(message, to)),
      stats: () => this.#pass('stats', () => inner.stats()),
      disconnect: async () => {
        await this.#pass('disconnect', () => inner.disconnect());
        if (!isDisconnected) this.#open -= 1;
        isDisconnected = true;
        end();
      },
    };
  }

  async #pass<Result>(verb: AdapterVerb, ask: () => Promise<Result>): Promise<Result> {
    this.calls.push(verb);
    if (this.#failures.has(verb)) {
      const error = this.#failures.get(verb);
      this.#failures.delete(verb);
      throw error;
    }
    const gate = this.#gates.get(verb);
    const asked = ask();
    this.#listeners.get(verb)?.();
    const answer = await asked;
    await gate;
    return answer;
  }
}
