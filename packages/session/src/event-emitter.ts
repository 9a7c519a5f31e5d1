import type { SessionEvent, SessionEventName, SessionEvents } from '@patchbay/contract';

type Listener = (payload: never) => void;

/**
 * Delivers events in order, also when a listener causes further ones, to those who listened when each was told. A listener
 * that throws is reported and stops nobody.
 */
export class EventEmitter {
  readonly #listeners = new Map<SessionEventName, Set<Listener>>();
  readonly #queue: SessionEvent[] = [];
  readonly #reportError: (error: unknown) => void;
  #delivering = false;
  #closed = false;

  constructor(reportError: (error: unknown) => void) {
    this.#reportError = reportError;
  }

  on<Name extends SessionEventName>(
    name: Name,
    listener: (event: SessionEvents[Name]) => void,
    signal?: AbortSignal,
  ): () => void {
    if (signal?.aborted === true) return () => undefined;
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    // A wrapper of its own per call, so that the same function can listen twice and be taken off once.
    const entry: Listener = (payload) => listener(payload);
    listeners.add(entry);
    const remove = () => {
      listeners.delete(entry);
      signal?.removeEventListener('abort', remove);
    };
    signal?.addEventListener('abort', remove, { once: true });
    return remove;
  }

  emit(events: readonly SessionEvent[]): void {
    if (this.#closed) return;
    this.#queue.push(...events);
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift())
        this.#deliver(event);
    } finally {
      this.#delivering = false;
      if (this.#closed) this.#listeners.clear();
    }
  }

  /** Tells what is still queued, also to a listener that is being told just now, and nothing after that. */
  close(): void {
    this.#closed = true;
    if (!this.#delivering) this.#listeners.clear();
  }

  #deliver(event: SessionEvent): void {
    const listening = Array.from(this.#listeners.get(event.name) ?? []);
    for (const listener of listening) {
      try {
        listener(event.payload as never);
      } catch (error) {
        this.#reportError(error);
      }
    }
  }
}
