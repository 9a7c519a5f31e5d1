import type { PublicationId } from '@patchbay/contract';

/** Adds up a counter of each of many publications, ended ones too. Never falls, and never says more than was counted. */
export class ByteSum {
  readonly #last = new Map<PublicationId, number>();
  /** Undefined until something was counted. */
  total: number | undefined;

  /** Takes a counter as it stands now. True if it moved, and also if nobody counts: then nothing says that it did not. */
  add(id: PublicationId, counter: number | undefined): boolean {
    if (counter === undefined || !Number.isFinite(counter)) return true;
    const last = this.#last.get(id) ?? 0;
    this.#last.set(id, counter);
    // A counter that fell began anew, or lost one of several receivers: what it says now may have been counted already.
    this.total = (this.total ?? 0) + Math.max(0, Math.floor(counter - last));
    return counter !== last;
  }
}
