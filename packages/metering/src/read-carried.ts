import type { CarriedMedia } from '@patchbay/contract';
import { isMediaClass, receivedFor } from './carried-text.ts';

/** Why what a heartbeat says that it carried is not believed. Its presence is: to lose that would be worse. */
export type CarriedRefusal =
  /** A field is missing or of the wrong type, or a class is none. */
  | 'carried-malformed'
  /** Below zero, more time than there was, or more bytes than any line takes. */
  | 'carried-out-of-range';

/** Sums and `elapsed` are rounded, each by itself. In milliseconds. */
const roundingAllowance = 10;
/**
 * A gigabit per second: far more than a call takes, so that no true sum is lost, and a page that lies stays within what can still be
 * added up: two days of it are 2.2e13. What was counted before `joined` comes within the first minute's worth.
 */
const mostBytesPerMillisecond = 125_000;
const beforeJoined = 60_000;

/**
 * What a connection carried, from the body as it came, in the one form that equal sums have; or why it is not believed. `elapsed`
 * is the heartbeat's, in milliseconds.
 */
export function readCarried(value: unknown, elapsed: number): CarriedMedia | CarriedRefusal {
  if (!isCarried(value)) return 'carried-malformed';
  const { received, unsizedVideo, sentVideo, bytesReceived, bytesSent } = value;
  const times = Object.values(received);
  const mostTime = elapsed + roundingAllowance;
  const mostBytes = (elapsed + beforeJoined) * mostBytesPerMillisecond;
  const looked = times.reduce((sum, each) => sum + each, unsizedVideo);
  const isWithin = (each: number, most: number): boolean => each >= 0 && each <= most;
  if (![...times, unsizedVideo, sentVideo, looked].every((each) => isWithin(each, mostTime)))
    return 'carried-out-of-range';
  if (![bytesReceived ?? 0, bytesSent ?? 0].every((each) => isWithin(each, mostBytes)))
    return 'carried-out-of-range';
  return {
    received: receivedFor((mediaClass) => received[mediaClass] ?? 0),
    unsizedVideo,
    sentVideo,
    ...(bytesReceived !== undefined && { bytesReceived }),
    ...(bytesSent !== undefined && { bytesSent }),
  };
}

function isCarried(value: unknown): value is CarriedMedia {
  if (!isRecord(value)) return false;
  const { received, unsizedVideo, sentVideo, bytesReceived = 0, bytesSent = 0 } = value;
  if (!isRecord(received) || !Object.keys(received).every(isMediaClass)) return false;
  return [...Object.values(received), unsizedVideo, sentVideo, bytesReceived, bytesSent].every(
    Number.isInteger,
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
