import { isVideoError, type LeaveReason, VideoError } from '@patchbay/contract';
import { broken } from './broken-provider.ts';
import type { Fault } from './tamper.ts';

const neverFinishesDisconnecting = (): Fault => ({
  verbs: (inner) => ({
    disconnect: async () => {
      await inner.disconnect();
      await new Promise<never>(() => undefined);
    },
  }),
});

const swallows = (reason: LeaveReason) => (): Fault => ({
  facts: (event) => (event.type === 'closed' && event.reason === reason ? [] : [event]),
});

export const brokenEndings = [
  broken(
    'talks-after-the-end',
    'goes on reporting after it was disconnected',
    ['leaving/adapter-quiet'],
    () => ({
      verbs: (inner, report) => ({
        disconnect: async () => {
          await inner.disconnect();
          setTimeout(() => report({ type: 'quality', participantId: undefined, quality: 'lost' }), 0);
        },
      }),
    }),
  ),

  broken(
    'never-says-goodbye',
    'never finishes disconnecting',
    ['leaving/adapter-quiet', 'disposal/nothing-live'],
    neverFinishesDisconnecting,
  ),

  broken(
    'keeps-the-page',
    'lives once in a page, and never lets go of it',
    ['disposal/one-page'],
    neverFinishesDisconnecting,
    { multiInstance: false },
  ),

  broken(
    'stays-behind',
    'says that it has disconnected and stays in the room',
    ['leaving/other-side', 'joining/again', 'disposal/late-connection'],
    () => ({ verbs: () => ({ disconnect: async () => undefined }) }),
  ),

  broken(
    'deaf-to-abort',
    'connects although the join was given up',
    ['disposal/abort-while-joining'],
    () => ({
      request: (request) => ({ ...request, signal: new AbortController().signal }),
    }),
  ),

  broken(
    'swallows-removal',
    'does not say that one was removed',
    ['kick/removed', 'kick/devices-off', 'presence/ended-by-the-vendor'],
    swallows('removed'),
  ),

  broken(
    'swallows-duplicates',
    'does not say that one has joined again elsewhere',
    ['duplicate-identity/newer-wins', 'duplicate-identity/devices-off'],
    swallows('duplicate'),
  ),

  broken(
    'mistakes-the-end-for-a-loss',
    'takes a room that ended for a lost connection',
    ['room-end/everybody'],
    () => ({
      facts: (event) =>
        event.type === 'closed' && event.reason === 'room-ended'
          ? [{ ...event, reason: 'connection-lost' }]
          : [event],
    }),
  ),

  broken(
    'never-comes-back',
    'does not say that an interruption is over',
    ['interruption/resumed', 'interruption/people-stay'],
    () => ({ facts: (event) => (event.type === 'restored' ? [] : [event]) }),
  ),

  broken(
    'throws-raw-errors',
    "lets the vendor's own errors through",
    ['errors/credentials-rejected', 'errors/unreachable', 'errors/room-full'],
    () => ({ refusal: (error) => new Error('Something went wrong.', { cause: error }) }),
  ),

  broken(
    'blurs-refusals',
    'has one error for all that goes wrong with credentials',
    ['errors/credentials-rejected'],
    () => ({
      refusal: (error) =>
        isVideoError(error) && error.code === 'credentials-rejected'
          ? new VideoError('provider-failure', 'Something went wrong.', { cause: error })
          : error,
    }),
  ),
];
