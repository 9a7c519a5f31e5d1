import { isVideoError, type LeaveReason, type VideoErrorCode } from '@patchbay/contract';

/** How a visit ended, in plain words. */
export interface Ending {
  readonly reason: LeaveReason;
  readonly title: string;
  readonly sentence: string;
  readonly canRejoin: boolean;
  /** Nothing went wrong. */
  readonly calm: boolean;
}

export function endingOf(reason: LeaveReason): Ending {
  switch (reason) {
    case 'local':
      return {
        reason,
        title: 'You left the visit',
        sentence: 'Your camera and microphone are off. You can come back while the visit is open.',
        canRejoin: true,
        calm: true,
      };
    case 'removed':
      return {
        reason,
        title: 'You were removed from the visit',
        sentence:
          'The clinic took you out of this visit. Contact the clinic if you think this was a mistake.',
        canRejoin: false,
        calm: false,
      };
    case 'room-ended':
      return {
        reason,
        title: 'The visit is over',
        sentence: 'The visit was ended for everybody. Thank you for being here.',
        canRejoin: false,
        calm: true,
      };
    case 'duplicate':
      return {
        reason,
        title: 'You joined in another place',
        sentence: 'This visit was opened in another window or on another device, and continues there.',
        canRejoin: true,
        calm: true,
      };
    case 'credentials-expired':
      return {
        reason,
        title: 'Your access to the visit ran out',
        sentence: 'A visit is open for a limited time. Join again to continue.',
        canRejoin: true,
        calm: false,
      };
    case 'connection-lost':
      return {
        reason,
        title: 'The connection was lost',
        sentence: 'The internet connection was gone for too long. Check it, then join again.',
        canRejoin: true,
        calm: false,
      };
    case 'provider-failure':
      return {
        reason,
        title: 'The video service stopped',
        sentence: 'The video service had a problem. Join again; if it happens twice, call the clinic.',
        canRejoin: true,
        calm: false,
      };
  }
}

const failures: Partial<Record<VideoErrorCode, string>> = {
  timeout: 'Joining took too long. Check your internet connection and try again.',
  unreachable: 'The video service cannot be reached. Check your internet connection, or try another network.',
  'connection-lost': 'The connection was lost while joining. Try again.',
  'ticket-expired': 'Your access to this visit has run out. Try again to get a new one.',
  'credentials-rejected':
    'The video service did not accept this visit’s access. Try again; if it happens twice, call the clinic.',
  'room-full': 'This visit is full. Ask the others to leave, or ask for a new link.',
  'room-not-found': 'This visit is not open any more. Ask the clinic for a new link.',
  'sdk-load-failed': 'A part of this page could not be loaded. Load the page again.',
  'provider-not-installed':
    'This page is too old for the visit. Load the page again; if it happens twice, call the clinic.',
};

/** Why joining did not work, and what to do. */
export const joinFailureSentence = (error: unknown): string =>
  (isVideoError(error) ? failures[error.code] : undefined) ??
  'The visit could not be joined. Try again; if it happens twice, call the clinic.';
