/** Runs tasks one after another in the order they were added; one that fails does not hold up the next. */
export class SerialQueue {
  readonly #tasks: (() => Promise<unknown>)[] = [];
  #isBusy = false;

  run<Result>(task: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#tasks.push(() => task().then(resolve, reject));
      void this.#work();
    });
  }

  /** Goes before all that wait; whether it fails is nobody's business. */
  runNext(task: () => Promise<unknown>): void {
    this.#tasks.unshift(() => task().catch(() => undefined));
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) await task();
    this.#isBusy = false;
  }
}
