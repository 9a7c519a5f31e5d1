import { isVideoError, type ProviderId, VideoError, type VideoErrorCode } from '@patchbay/contract';
import { Problem } from '../problem.ts';
import type { Schedule } from './schedule.ts';
import { within } from './within.ts';

/** How long a vendor's server may take before it counts as unreachable. */
const deadlineMilliseconds = 10_000;

const unreachable = new Set<VideoErrorCode>(['unreachable', 'timeout', 'connection-lost']);

/** Calls a vendor and turns whatever goes wrong, also silence, into a `VideoError`. */
export async function callVendor<Value>(
  provider: ProviderId,
  schedule: Schedule,
  call: () => Promise<Value>,
): Promise<Value> {
  const late = (): VideoError => {
    const message = "The vendor's server did not answer in time.";
    return new VideoError('timeout', message, { provider, retryable: true });
  };
  try {
    return await within(schedule, deadlineMilliseconds, call(), late);
  } catch (error) {
    if (isVideoError(error)) throw error;
    throw new VideoError('provider-failure', "The vendor's server half failed.", { provider, cause: error });
  }
}

/** What the app's backend is told when no carrier could do it. */
export function vendorProblem(failures: readonly VideoError[]): Problem {
  const reasons = failures.map(({ provider, code }) => ({ provider, code }));
  if (failures.every(({ code }) => unreachable.has(code))) {
    return new Problem(
      'provider-unreachable',
      "The vendor's server cannot be reached. Nothing was lost: try again, or name a fallback provider in the config.",
      { reasons },
      { 'retry-after': '5' },
    );
  }
  return new Problem('provider-failed', "The vendor's server refused or failed.", { reasons });
}
