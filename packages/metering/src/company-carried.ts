import { type CarriedSums, lookedAt, type ReceivedName, receivedNames } from './carried-sums.ts';

/** What was received in company, as figures call it. */
export const companyNames = receivedNames.map((name) => `company_${name}` as const);

export type CompanyName = `company_${ReceivedName}`;

/**
 * What was received in the time that was not spent alone. Who is alone receives nothing: that time is taken from what was audio, then
 * from what nobody looked at, and only then from video, of the fewest pixels first.
 */
export function companyCarried(
  carried: CarriedSums,
  milliseconds: number,
  alone: number,
): Readonly<Record<CompanyName, number>> {
  let left = alone;
  const without = (value: number): number => {
    const taken = Math.min(left, value);
    left -= taken;
    return value - taken;
  };
  const audio = without(carried.audio_milliseconds);
  without(milliseconds - lookedAt(carried));
  const unsized = without(carried.unsized_milliseconds);
  return {
    company_audio_milliseconds: audio,
    company_unsized_milliseconds: unsized,
    company_hd_milliseconds: without(carried.hd_milliseconds),
    company_full_hd_milliseconds: without(carried.full_hd_milliseconds),
    company_two_k_milliseconds: without(carried.two_k_milliseconds),
    company_above_two_k_milliseconds: without(carried.above_two_k_milliseconds),
  };
}
