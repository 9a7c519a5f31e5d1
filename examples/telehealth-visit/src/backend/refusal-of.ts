import type { Seat } from '../visit/seat.ts';
import { AppProblem } from './app-problem.ts';
import { PatchbayFailure } from './patchbay-api.ts';

/** What Patchbay's "no" means to somebody who wants to join. Which record is missing is told to clinicians only. */
export function refusalOf(error: unknown, seat: Seat): AppProblem {
  if (error instanceof AppProblem) return error;
  if (!(error instanceof PatchbayFailure)) {
    return new AppProblem('video-unavailable', 'The visit could not be started.', { cause: error });
  }
  const { status, reasons } = error;
  if (error.code === 'consult-refused') {
    const messages =
      seat === 'clinician' ? reasons.map(({ message }) => message).filter((message) => message !== '') : [];
    return new AppProblem(
      'visit-not-allowed',
      messages.length > 0 ? messages.join(' ') : 'A gate did not allow this visit to start.',
      { reasons: reasons.map(({ gate, code }) => ({ gate, code })), cause: error },
    );
  }
  if (status === 429) return new AppProblem('busy', 'Try again in a minute.', { cause: error });
  if (status === 401 || status === 400) {
    return new AppProblem(
      'video-misconfigured',
      `The app’s access to the video server is wrong (${error.code}).`,
      {
        cause: error,
      },
    );
  }
  return new AppProblem('video-unavailable', `The video server could not start the visit (${error.code}).`, {
    cause: error,
  });
}
