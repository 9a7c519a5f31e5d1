import type { MediaClass } from './rate-card.ts';

/**
 * What one connection carried since it was joined, as its page saw it shortly before the heartbeat. Whole numbers. Sums, so that a
 * heartbeat that is lost loses nothing; each is at least what it was before. Looked at once per heartbeat: what was seen counts for the
 * time since the last look, two intervals at most. Videos that are muted, paused or standing still are not received.
 */
export interface CarriedMedia {
  /**
   * Milliseconds by the pixels of all videos that were received together; `audio` where none was. With `unsizedVideo` no more than
   * the time since the join; what is left over nobody looked at.
   */
  readonly received: Readonly<Partial<Record<MediaClass, number>>>;
  /** Milliseconds in which video was received whose pixels the provider does not tell. */
  readonly unsizedVideo: number;
  /** Milliseconds in which the page sent video, of a camera or a screen. */
  readonly sentVideo: number;
  /** Of all tracks, ended ones too: so many at least. Undefined where the provider does not count bytes. */
  readonly bytesReceived?: number;
  readonly bytesSent?: number;
}
