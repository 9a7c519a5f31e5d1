/** A vendor's cloud on this machine, for as long as it runs. */
export interface RunningEmulator<Faults> {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  /** What the provider's server half is given in place of a real account. Made up at the start, of no use elsewhere. */
  readonly settings: Readonly<Record<string, string>>;
  /** What a browser must be started with, for an SDK whose servers' names are fixed. */
  readonly browserArguments?: readonly string[];
  /** What SDKs and servers asked, and what was told them; oldest first, without secrets, media addresses or SDP. */
  log(): readonly EmulatorLogEntry[];
  /** The vendor's bad days, on demand. */
  readonly faults: Faults;
  /** Lets go of everybody and stops listening. May be called again. */
  close(): Promise<void>;
}

export interface EmulatorLogEntry {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly from: 'sdk' | 'server' | 'emulator';
  /** E.g. `connect`, `POST /v1/Rooms`, `callback participant-connected`. */
  readonly what: string;
  readonly about: Readonly<Record<string, string | number | boolean>>;
}

/** What emulators take from their surroundings; tests and embedders bring their own. */
export interface EmulatorSurroundings {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Sends the vendor's webhooks. */
  readonly fetch: typeof fetch;
  /** Calls back once after so many milliseconds; the function returned calls it off. */
  readonly schedule: (callback: () => void, milliseconds: number) => () => void;
}

export const defaultSurroundings: EmulatorSurroundings = {
  now: Date.now,
  fetch: (input, init) => fetch(input, init),
  schedule: (callback, milliseconds) => {
    const timer = setTimeout(callback, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
