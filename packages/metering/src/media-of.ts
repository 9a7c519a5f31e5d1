import { addCarried, lookedAt } from './carried-sums.ts';
import type { CarriedHour } from './presence-interval.ts';

/**
 * What a connection carried, sent or received, in all of its time (milliseconds). It is video as soon as any was seen. It is audio
 * where it was looked at and none was, but for `mostUnseen` of its time and never for more than half of it; else nobody knows.
 */
export function mediaOf(
  carried: readonly CarriedHour[],
  length: number,
  mostUnseen: number,
): 'audio' | 'video' | undefined {
  const sums = addCarried(carried.map((one) => one.sums));
  const looked = lookedAt(sums);
  if (looked > sums.audio_milliseconds || sums.sent_video_milliseconds > 0) return 'video';
  const unseen = length - looked;
  return looked > 0 && unseen <= mostUnseen && unseen <= looked ? 'audio' : undefined;
}
