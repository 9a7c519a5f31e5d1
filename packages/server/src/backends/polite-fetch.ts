import { type BackendContext, type ProviderId, VideoError } from '@patchbay/contract';
import { patience } from './patience.ts';
import type { Schedule } from './schedule.ts';

export interface PoliteFetchParts {
  readonly provider: ProviderId;
  readonly fetch: typeof fetch;
  readonly schedule: Schedule;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** The vendor asks to be left alone until then, which is longer than anybody waits here. */
  readonly onLimited?: (until: number) => void;
}

/** Of one attempt, until the answer's head is there. */
const attemptMilliseconds = 8_000;
const firstPauseMilliseconds = 250;
/** A vendor that asks for more is not waited for, somebody is at the door; unless it is said that nobody is. */
const longestPauseMilliseconds = 4_000;
const attempts = 4;

/**
 * The `fetch` that backends are lent: a deadline per attempt, and patience with a vendor that answers 429. What was refused
 * for the rate was not done, so it may be asked again whatever the method; nothing else is.
 */
export function createPoliteFetch(parts: PoliteFetchParts): BackendContext['fetch'] {
  const { provider, fetch, schedule, now, random, onLimited } = parts;

  const ask = async (request: Request): Promise<Response> => {
    const deadline = new AbortController();
    const cancel = schedule(() => deadline.abort(), attemptMilliseconds);
    const signal = AbortSignal.any([request.signal, deadline.signal]);
    try {
      return await fetch(new Request(request, { signal }));
    } catch (cause) {
      if (request.signal.aborted) throw cause;
      const late = deadline.signal.aborted;
      const message = late
        ? "The vendor's server did not answer in time."
        : "The vendor's server could not be reached.";
      throw new VideoError(late ? 'timeout' : 'unreachable', message, { provider, retryable: true, cause });
    } finally {
      cancel();
    }
  };

  const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const cancel = schedule(resolve, milliseconds);
      signal.addEventListener('abort', () => {
        cancel();
        reject(signal.reason as Error);
      });
    });

  return async (input, init) => {
    const request = new Request(input, { redirect: 'error', ...init });
    for (let attempt = 1; ; attempt += 1) {
      const response = await ask(request.clone());
      if (response.status !== 429) return response;
      const asked = retryAfter(response, now());
      const longest = patience.getStore() ?? longestPauseMilliseconds;
      if (asked !== undefined && asked > longest) onLimited?.(now() + asked);
      if (attempt === attempts) return response;
      // Between half and the whole, so that many who were refused together do not come back together.
      const growing = firstPauseMilliseconds * 2 ** (attempt - 1) * (0.5 + random() / 2);
      if ((asked ?? growing) > longest) return response;
      await response.body?.cancel();
      await pause(asked ?? growing, request.signal);
    }
  };
}

/** `Retry-After` in milliseconds from now: seconds, or a date. */
function retryAfter({ headers }: Response, now: number): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
