import type { Wire, WireListener } from '../src/instances/wire.ts';

/** Wires of instances in one process; what is sent arrives in a later tick. */
export class MemoryWires {
  readonly #listeners = new Map<number, WireListener>();
  /** Whose texts go nowhere, though nobody is told. */
  readonly deaf = new Set<number>();
  /** Nothing can be sent. */
  isFull = false;

  wire(self: number): Wire & { readonly lose: (peer: number) => void; readonly down: () => void } {
    let isUp = true;
    const listener = (): WireListener | undefined => this.#listeners.get(self);
    return {
      self,
      peers: () => new Set([...this.#listeners.keys()].filter((peer) => peer !== self)),
      isUp: () => isUp,
      send: (to, text) => {
        if (!isUp || this.isFull) return false;
        queueMicrotask(() => this.deaf.has(to) || this.#listeners.get(to)?.onText(self, text));
        return true;
      },
      listen: (given) => {
        this.#listeners.set(self, given);
        given.onUp();
      },
      close: async () => void this.#listeners.delete(self),
      lose: (peer) => listener()?.onLost(peer),
      down: () => {
        isUp = false;
        listener()?.onDown();
      },
    };
  }
}
