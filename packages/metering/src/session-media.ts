import type { BillableConnection } from './presence-interval.ts';

/** `audio` where nobody in a session sent or received video, `video` where somebody did, as far as is known; else undefined. */
export function sessionMedia(
  connections: readonly Pick<BillableConnection, 'media'>[],
): 'audio' | 'video' | undefined {
  if (connections.some(({ media }) => media === 'video')) return 'video';
  return connections.every(({ media }) => media === 'audio') ? 'audio' : undefined;
}
