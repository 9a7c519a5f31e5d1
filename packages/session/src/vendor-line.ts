import type { ProviderConnection, ProviderEvent, ProviderId } from '@patchbay/contract';
import { withDeadline } from './deadline.ts';
import type { SessionEnvironment } from './session-environment.ts';
import { defaultVerbTimeout, permissionTimeout } from './session-options.ts';

export interface LineTerms {
  readonly environment: SessionEnvironment;
  readonly verbTimeout: number | undefined;
  readonly provider: () => ProviderId;
  /** What the vendor's own errors mean, where it says. */
  readonly translate: () => ProviderConnection['translate'];
  /** Fires when the session is over. */
  readonly end: AbortSignal;
}

/** The way to the vendor: when it can be asked, and how long its answer may take. */
export class VendorLine {
  readonly #terms: LineTerms;
  #gate: PromiseWithResolvers<void> | undefined;

  constructor(terms: LineTerms) {
    this.#terms = terms;
  }

  /** A vendor that reconnects refuses what it is asked, or loses it. Media alone may be interrupted, too: then it can be asked. */
  hear(event: ProviderEvent): void {
    if (event.type === 'interrupted' && event.scope === 'signalling') this.#gate ??= Promise.withResolvers();
    if (event.type !== 'restored') return;
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  /** Resolves once the vendor is not, or no longer, reconnecting, however long that takes; rejects with `aborted`. */
  async ready(signal?: AbortSignal): Promise<void> {
    const gate = this.#gate;
    if (gate !== undefined) await this.#within(undefined, 'reconnecting', () => gate.promise, signal);
  }

  /** Runs the vendor's work under the deadline of one verb; rejects with `aborted` once the session is left. */
  bounded<Result>(doing: string, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const { verbTimeout = defaultVerbTimeout } = this.#terms;
    return this.#within(doing === 'opening a device' ? permissionTimeout : verbTimeout, doing, work, signal);
  }

  #within<Result>(
    milliseconds: number | undefined,
    doing: string,
    work: () => Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    const { environment, provider, translate, end } = this.#terms;
    const signals = signal === undefined ? [end] : [end, signal];
    return withDeadline(
      environment,
      { provider: provider(), milliseconds, doing, signals, translate: translate() },
      work,
    );
  }
}
