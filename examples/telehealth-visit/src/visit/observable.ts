/**
 * A value that lives outside of React, so that nothing is lost or repeated when a component goes. Fits `useSyncExternalStore`:
 * the snapshot is the same object until something changes.
 */
export class Observable<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  readonly getSnapshot = (): Value => this.#value;

  /** The function returned removes the listener. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const entry = () => listener();
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  };

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of Array.from(this.#listeners)) listener();
  }

  update(change: Partial<Value>): void {
    this.set({ ...this.#value, ...change });
  }
}
