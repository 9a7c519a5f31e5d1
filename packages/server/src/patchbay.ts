import type { ProviderId, SignallingSocket } from '@patchbay/contract';
import type { ConfigChange } from './config/compare-config.ts';
import type { PatchbayConfig } from './config/patchbay-config.ts';
import type { PeriodReport } from './report/report-months.ts';
import type { MonthReport } from './report/usage-report.ts';

/** Who sent a request, as far as whoever listens knows. Without an address, nothing is limited per address. */
export interface Peer {
  readonly address?: string | undefined;
}

export interface SignallingCaller extends Peer {
  /** The `origin` header. */
  readonly origin?: string | undefined;
  /** The `x-forwarded-for` header. */
  readonly forwardedFor?: string | undefined;
}

/** The running server, without a port: mount it in any framework, or hand it to `serve`. */
export interface Patchbay {
  /** Answers every request, also failing ones; never rejects. */
  fetch(request: Request, peer?: Peer): Promise<Response>;
  /** Why a signalling connection must not be opened; undefined when it may. Ask before the upgrade. */
  refuseSignalling(provider: ProviderId, caller: SignallingCaller): Promise<Response | undefined>;
  /** Hands over an open connection; false when the provider takes none. */
  acceptSignalling(provider: ProviderId, socket: SignallingSocket): boolean;
  /** Where the server can be reached, for whoever listens to tell. A configured public URL goes first. */
  announce(url: string): void;
  /** The config that the next request is served under. */
  config(): PatchbayConfig;
  /**
   * Takes over a new config for what begins from now on; consults that are under way stay where they are. Rejects, and
   * changes nothing, when a chosen provider does not start.
   */
  reloadConfig(config: PatchbayConfig): Promise<ConfigChange>;
  /** One month's usage and money; the current month and every tenant's unless told. Rejects with `LedgerError`. */
  report(options?: { readonly month?: string; readonly tenant?: string }): Promise<MonthReport>;
  /**
   * The usage and money of several months, from the first to the last (`YYYY-MM`); every tenant's unless told. Rejects with
   * `LedgerError`, and with `UsageBookError` for what are no months.
   */
  reportMonths(options: {
    readonly from: string;
    readonly to: string;
    readonly tenant?: string;
  }): Promise<PeriodReport>;
  /** Resolves when everything that was acknowledged is on disk and all is released. May be called again. */
  close(): Promise<void>;
}
