import { createReporter, type Json, unlessAborted, type VideoProvider } from '@patchbay/contract';
import { dailyCapabilities } from '../daily-capabilities.ts';
import { dailyError, fail, typeOf } from '../daily-errors.ts';
import { createDailyConnection, type DailyConnection } from './daily-connection.ts';
import { reportCall } from './daily-events.ts';
import { callOptions, type DailyCallObject, type DailySdk, loadDailySdk } from './daily-sdk.ts';
import type { DailyNotes } from './daily-translate.ts';

export type DailyProvider = VideoProvider<DailyConnection>;

export interface DailyProviderOptions {
  readonly sdk?: () => Promise<DailySdk>;
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
}

export function createDailyProvider({
  sdk: load = fetchSdk,
  now = Date.now,
}: DailyProviderOptions = {}): DailyProvider {
  return {
    id: 'daily',
    capabilities: dailyCapabilities,
    async connect({ credentials: given, userKey, signal }, report) {
      const { url, token, callMachine } = readCredentials(given);
      const sdk = await load();
      const notes: DailyNotes = { userKey, published: {} };
      // With `avoidEval` the call machine is a script of its own and the page's policy need not allow compiling text.
      const dailyConfig = { avoidEval: true, ...(callMachine && { bundlePathOverride: callMachine }) };
      const call = sdk.createCallObject({ ...callOptions, dailyConfig });
      await join(call, { url, token, userData: notes }, signal);
      const { report: tell, silence } = createReporter((event) => {
        report(event);
        if (event.type === 'closed') void call.destroy();
      });
      reportCall(call, tell);
      return createDailyConnection({ call, notes, now, silence });
    },
  };
}

/** With the SDK fetched already. Rejects with `sdk-load-failed`. */
export async function loadDailyProvider(): Promise<DailyProvider> {
  const sdk = await fetchSdk();
  return createDailyProvider({ sdk: () => Promise.resolve(sdk) });
}

const fetchSdk = (): Promise<DailySdk> =>
  loadDailySdk().catch((cause: unknown) => {
    const message = 'daily-js could not be loaded. Is it installed, and the network there?';
    throw fail('sdk-load-failed', message, { cause, retryable: true });
  });

/** Leaves nothing behind when it fails or the signal fires, not even a call object that never joined. */
async function join(
  call: DailyCallObject,
  options: Parameters<DailyCallObject['join']>[0],
  signal: AbortSignal,
): Promise<void> {
  let failure: unknown;
  // The promise of a failed load rejects with a text alone; the event says what it was.
  call.on('error', (event) => void (failure = event));
  try {
    await unlessAborted('daily', signal, call.join(options));
  } catch (error) {
    void call.destroy();
    throw dailyError(
      typeOf(error) === undefined && failure !== undefined && !signal.aborted ? failure : error,
    );
  }
}

/** `callMachine` is where the emulator keeps its stand-in; without it the SDK fetches Daily's. */
function readCredentials(given: Json) {
  const { url, token, callMachine } = Object(given) as Readonly<Record<string, unknown>>;
  if (typeof url === 'string' && URL.canParse(url) && typeof token === 'string' && token)
    return { url, token, callMachine: typeof callMachine === 'string' ? callMachine : undefined };
  throw fail('ticket-invalid', 'The ticket has no credentials for Daily. Ask for a new one.');
}
