import type { ConnectRequest, Json, ProviderEvent, VideoProvider } from '@patchbay/contract';
import { pexipCapabilities } from '../pexip-capabilities.ts';
import { fail, pexipError } from '../pexip-errors.ts';
import { callTagOf } from '../pexip-identity.ts';
import { createPexipCall, type PexipCall } from './pexip-call.ts';
import { createPexipConnection, type PexipConnection } from './pexip-connection.ts';
import { reportConference } from './pexip-events.ts';
import { createPexipPlaceholders, type PexipPlaceholders } from './pexip-placeholders.ts';
import { loadPexipSdk, type PexipSdk } from './pexip-sdk.ts';
import { createPexipWatch, type PexipWatch } from './pexip-watch.ts';

export interface PexipProvider extends VideoProvider {
  connect(request: ConnectRequest, report: (event: ProviderEvent) => void): Promise<PexipConnection>;
}

export interface PexipProviderOptions {
  readonly sdk?: () => Promise<PexipSdk>;
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
  readonly placeholders?: () => PexipPlaceholders;
}

export function createPexipProvider(options: PexipProviderOptions = {}): PexipProvider {
  const { sdk: load = fetchSdk, now = Date.now, placeholders = createPexipPlaceholders } = options;
  return {
    id: 'pexip',
    capabilities: pexipCapabilities,
    async connect({ credentials, userKey, signal }, report) {
      const { url, alias, pin, participant, directMedia } = readCredentials(credentials);
      const sdk = await load();
      if (signal.aborted) throw abandoned();
      let watch: PexipWatch | undefined;
      let isOver = false;
      const silence = (): void => void (isOver = true);
      const tell = (event: ProviderEvent): void => {
        // An end that comes before the beginning is a join that fails.
        if (!isOver && (watch || event.type !== 'closed')) report(event);
        if (event.type === 'closed') silence();
      };
      // What does not fit into a batch is lost (20.0.0: `emitImmediatelyWhenFull` does not reach the signal).
      const batches = { batchScheduleTimeoutMS: 0, batchBufferSize: 1000 };
      const signals = sdk.createInfinityClientSignals([], batches);
      const callSignals = sdk.createCallSignals([]);
      const client = sdk.createInfinityClient(signals, callSignals);
      const who = { displayName: participant, callTag: callTagOf(userKey), directMedia };
      const where = { host: url, node: new URL(url).host, conferenceAlias: alias };
      const { AudioVideoPresentation: callType } = sdk.ClientCallType;
      const call = createPexipCall(client, pin, { ...who, ...where, callType }, placeholders());
      const isIn = (): boolean => watch !== undefined && !isOver;
      const isOffline = (): boolean => watch?.isLost() ?? false;
      const conference = reportConference({ signals, callSignals }, call, participant, isIn, isOffline, tell);
      await join(call, conference.synced, signal);
      watch = createPexipWatch(async () => {
        const answer = await client.sendConferenceRequest({ path: 'conference_status', method: 'GET' });
        return answer !== undefined && answer.status < 500;
      }, tell);
      return createPexipConnection(participant, call, conference, watch, now, silence);
    },
  };
}

/** With the SDK fetched already. Rejects with `sdk-load-failed`. */
export async function loadPexipProvider(): Promise<PexipProvider> {
  const sdk = await fetchSdk();
  return createPexipProvider({ sdk: () => Promise.resolve(sdk) });
}

const fetchSdk = (): Promise<PexipSdk> =>
  loadPexipSdk().catch((cause: unknown) => {
    const message = '@pexip/infinity could not be loaded. Is it installed, and the network there?';
    throw fail('sdk-load-failed', message, { cause, retryable: true });
  });

const abandoned = () => fail('aborted', 'The join was abandoned.');

/** Leaves nothing behind when it fails: nothing stops the SDK in the middle, so it is left also when it has come through. */
async function join(call: PexipCall, synced: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(abandoned()), { once: true });
  const calling = call.join();
  await Promise.race([aborted, calling.then(() => synced)]).catch((error: unknown) => {
    void call.leave();
    calling.then(call.leave, () => undefined);
    throw signal.aborted ? abandoned() : pexipError(error);
  });
}

/** `url` is the Conferencing Node's. */
function readCredentials(given: Json) {
  const { url, alias, pin, participant, directMedia } = Object(given) as Readonly<Record<string, unknown>>;
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
  if (isText(url) && URL.canParse(url) && isText(alias) && isText(pin) && isText(participant))
    return { url: url.replace(/\/+$/, ''), alias, pin, participant, directMedia: directMedia === true };
  throw fail('ticket-invalid', 'The ticket has no credentials for Pexip. Ask for a new one.');
}
