import type { CarriedMedia, MediaClass } from '@patchbay/contract';

/** Their places in the text stay for good; what is counted later comes at its end. */
const mediaClasses: readonly MediaClass[] = ['audio', 'hd', 'full-hd', '2k', '2k-plus'];

/** What is stored, and what a row's id is made of: one text for the same sums, some 40 characters. */
export function carriedText(carried: CarriedMedia): string {
  const { received, unsizedVideo, sentVideo, bytesReceived = '', bytesSent = '' } = carried;
  const times = mediaClasses.map((mediaClass) => received[mediaClass] ?? 0);
  return [...times, unsizedVideo, sentVideo, bytesReceived, bytesSent].join(',');
}

/** The sums of a text; undefined where it is none. */
export function carriedFrom(text: string): CarriedMedia | undefined {
  const numbers = text.split(',').map((part) => (part === '' ? undefined : Number(part)));
  const times = numbers.slice(0, mediaClasses.length);
  const [unsizedVideo, sentVideo, bytesReceived, bytesSent, ...more] = numbers.slice(mediaClasses.length);
  if (times.includes(undefined) || unsizedVideo === undefined || sentVideo === undefined || more.length > 0) {
    return undefined;
  }
  return {
    received: receivedFor((_, place) => times[place] ?? 0),
    unsizedVideo,
    sentVideo,
    ...(bytesReceived !== undefined && { bytesReceived }),
    ...(bytesSent !== undefined && { bytesSent }),
  };
}

export const isMediaClass = (name: string): boolean => mediaClasses.some((each) => each === name);

/** Classes in their order, and none of which there was nothing: equal sums are equal objects. */
export const receivedFor = (
  time: (mediaClass: MediaClass, place: number) => number,
): CarriedMedia['received'] =>
  Object.fromEntries(
    mediaClasses.flatMap((mediaClass, place) => {
      const milliseconds = time(mediaClass, place);
      return milliseconds === 0 ? [] : [[mediaClass, milliseconds]];
    }),
  );
