import type { MediaClass } from '@patchbay/contract';

/** What was received, told apart: an instant is in one of these, or in none where nobody looked. */
export const receivedNames = [
  'audio_milliseconds',
  'hd_milliseconds',
  'full_hd_milliseconds',
  'two_k_milliseconds',
  'above_two_k_milliseconds',
  /** Video whose pixels the provider does not tell. */
  'unsized_milliseconds',
] as const;

export const receivedAs: Readonly<Record<MediaClass, (typeof receivedNames)[number]>> = {
  audio: 'audio_milliseconds',
  hd: 'hd_milliseconds',
  'full-hd': 'full_hd_milliseconds',
  '2k': 'two_k_milliseconds',
  '2k-plus': 'above_two_k_milliseconds',
};

/** What is known of what was carried, in milliseconds and bytes: numbers that add up. Stored in this order: further ones come at the end. */
export const carriedNames = [
  ...receivedNames,
  'sent_video_milliseconds',
  'bytes_received',
  /** For how long the bytes received were counted. */
  'received_counted_milliseconds',
  'bytes_sent',
  'sent_counted_milliseconds',
] as const;

export type ReceivedName = (typeof receivedNames)[number];
export type CarriedName = (typeof carriedNames)[number];
export type CarriedSums = Readonly<Record<CarriedName, number>>;
/** The same; what is zero is left out. */
export type CarriedParts = Readonly<Partial<CarriedSums>>;

const nothing = Object.fromEntries(carriedNames.map((name) => [name, 0])) as Record<CarriedName, number>;

/** All of them added up. */
export function addCarried(parts: readonly CarriedParts[]): CarriedSums {
  const sums = { ...nothing };
  for (const part of parts) for (const name of carriedNames) sums[name] += part[name] ?? 0;
  return sums;
}

/** For how long somebody looked. */
export const lookedAt = (sums: CarriedParts): number =>
  receivedNames.reduce((sum, name) => sum + (sums[name] ?? 0), 0);

/**
 * Whole numbers of those given in the order of the names, rounded down: what is lost of a millisecond is unknown. The allowance is for
 * floating-point numbers alone.
 */
export function wholeCarried(numbers: readonly number[]): CarriedParts {
  const whole: Partial<Record<CarriedName, number>> = {};
  for (const [index, name] of carriedNames.entries()) {
    const value = Math.floor((numbers[index] ?? 0) + 1e-6);
    if (value > 0) whole[name] = value;
  }
  return whole;
}
