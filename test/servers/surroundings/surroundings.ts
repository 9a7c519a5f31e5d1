import type { Assurance, HarnessAbility } from '@patchbay/conformance';
import type { Json } from '@patchbay/contract';
import type { RealPaths, RealThing } from '../real-things.ts';

/** How a provider is run on this machine: its real server, or an emulator of its cloud. The tests and the demo start it alike. */
export interface Surroundings {
  readonly provider: string;
  /** How far a result can be trusted. */
  readonly assurance: Assurance;
  readonly needs: readonly RealThing[];
  /** Modules by the file that takes their place in a page's bundle: a fake of an SDK that cannot run without its vendor. */
  readonly standIns?: Readonly<Record<string, string>>;
  start(options: StartOptions): Promise<RunningSurroundings>;
}

export interface StartOptions {
  /** Where the real things are. */
  readonly paths: RealPaths;
  /** Where this provider's webhooks are to be sent, for those whose server is configured with it; undefined for nowhere. */
  readonly webhookUrl: string | undefined;
}

export interface RunningSurroundings extends HarnessDifferences {
  /** Settings of the provider's server half, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** What the browser must be started with. */
  readonly chromiumArguments?: readonly string[];
  /** The vendor's SDK compiles text when it loads: the page's policy must allow it. */
  readonly allowsEval?: boolean;
  /** Origins that the vendor's SDK fetches its own scripts from: the page's policy must allow them. */
  readonly scriptSources?: readonly string[];
  close(): Promise<void>;
}

/** Where the conformance run does something else than with most providers. */
export interface HarnessDifferences {
  /** Each person gets a page of their own, for an SDK that lives once in a page. */
  readonly pagePerPerson?: boolean;
  /** What cannot be brought about here, with the reason that the parity matrix shows. */
  readonly cannot?: Readonly<Partial<Record<HarnessAbility, string>>>;
  /** Cuts the connection of whoever joined with these. Else their WebSocket goes through a proxy that is cut. */
  readonly interrupt?: (credentials: Json) => Promise<() => Promise<void>>;
  /** The same credentials, such that the vendor refuses them. Else a letter of their `token` is changed. */
  readonly refused?: (credentials: Json) => Json;
  /** The same credentials, for a server that does not answer. Else their WebSocket's port is changed. */
  readonly unreachable?: (credentials: Json) => Promise<Json>;
}
