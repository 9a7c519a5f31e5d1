import type { CarriedMedia, MediaClass } from '@patchbay/contract';

/** Their places in the text stay for good; what is counted later comes at its end. */
const mediaClasses: readonly MediaClass[] = ['audio', 'hd', 'full-hd', '2k', '2k-plus'];

/** What is stored, and what a row's id is made of: one text for the same sums, some 40 characters. */
export function carriedText(carried: CarriedMedia): string {
  const { received, unsizedVideo, sentVideo, bytesReceived = '', bytesSent = '' } = carried;
  const times = mediaClasses.map((mediaClass) => received[mediaClass] ?? 0);
  return [...times, unsizedVideo, sentVideo, bytesReceived, bytesSent].join(',');
}

/** The sums of a text; undefined where it is none. Every row that is folded is read by it, hence the plain loop. */
export function carriedFrom(text: string): CarriedMedia | undefined {
  const parts = text.split(',');
  if (parts.length !== mediaClasses.length + 4) return undefined;
  const received: Partial<Record<MediaClass, number>> = {};
  let place = 0;
  for (const mediaClass of mediaClasses) {
    const time = parts[place];
    if (time === '') return undefined;
    if (time !== '0') received[mediaClass] = Number(time);
    place += 1;
  }
  const [unsizedVideo = '', sentVideo = '', bytesReceived = '', bytesSent = ''] = parts.slice(place);
  if (unsizedVideo === '' || sentVideo === '') return undefined;
  return {
    received,
    unsizedVideo: Number(unsizedVideo),
    sentVideo: Number(sentVideo),
    ...(bytesReceived !== '' && { bytesReceived: Number(bytesReceived) }),
    ...(bytesSent !== '' && { bytesSent: Number(bytesSent) }),
  };
}

export const isMediaClass = (name: string): boolean => mediaClasses.some((each) => each === name);

/** Classes in their order, and none of which there was nothing: equal sums are equal objects. */
export const receivedFor = (time: (mediaClass: MediaClass) => number): CarriedMedia['received'] =>
  Object.fromEntries(
    mediaClasses.flatMap((mediaClass) => {
      const milliseconds = time(mediaClass);
      return milliseconds === 0 ? [] : [[mediaClass, milliseconds]];
    }),
  );
