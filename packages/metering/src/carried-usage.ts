import type { MediaClass } from '@patchbay/contract';
import { type CarriedSums, receivedAs, type ReceivedName, receivedNames } from './carried-sums.ts';

/** `unsized`: video whose pixels the provider does not tell; `unknown`: nobody looked. */
export type ReceivedClass = MediaClass | 'unsized' | 'unknown';

/** Bytes, and in how many participant-seconds they were counted: of the others nothing is known. */
export interface CountedBytes {
  readonly bytes: number;
  readonly seconds: number;
  /** Mean over those seconds; undefined where there are none. */
  readonly bitsPerSecond: number | undefined;
}

/** What is known of what was carried in some participant-seconds. */
export interface CarriedUsage {
  /** All of them, by the pixels of all videos that were received together; `audio` where none was. */
  readonly receivedSeconds: Readonly<Record<ReceivedClass, number>>;
  /** In which video was sent, of a camera or a screen; of the unknown ones nothing is known. */
  readonly sentVideoSeconds: number;
  readonly received: CountedBytes;
  readonly sent: CountedBytes;
}

export function carriedUsage(sums: CarriedSums, milliseconds: number): CarriedUsage {
  return {
    receivedSeconds: receivedSeconds((name) => sums[name], milliseconds),
    sentVideoSeconds: sums.sent_video_milliseconds / 1000,
    received: counted(sums.bytes_received, sums.received_counted_milliseconds),
    sent: counted(sums.bytes_sent, sums.sent_counted_milliseconds),
  };
}

/** So many milliseconds by what was received in them; what is left over is unknown. */
export function receivedSeconds(
  of: (name: ReceivedName) => number,
  milliseconds: number,
): Readonly<Record<ReceivedClass, number>> {
  const seconds = (name: ReceivedName): number => of(name) / 1000;
  const looked = receivedNames.reduce((sum, name) => sum + of(name), 0);
  return {
    audio: seconds(receivedAs.audio),
    hd: seconds(receivedAs.hd),
    'full-hd': seconds(receivedAs['full-hd']),
    '2k': seconds(receivedAs['2k']),
    '2k-plus': seconds(receivedAs['2k-plus']),
    unsized: seconds('unsized_milliseconds'),
    unknown: (milliseconds - looked) / 1000,
  };
}

const counted = (bytes: number, milliseconds: number): CountedBytes => ({
  bytes,
  seconds: milliseconds / 1000,
  bitsPerSecond: milliseconds === 0 ? undefined : Math.round((bytes * 8000) / milliseconds),
});
