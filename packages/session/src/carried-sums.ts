import type { CarriedMedia, MediaClass, VideoSession } from '@patchbay/contract';
import { ByteSum } from './byte-sum.ts';

/** Up to how many pixels each goes. */
const classes: readonly (readonly [MediaClass, number])[] = [
  ['audio', 0],
  ['hd', 921_600],
  ['full-hd', 2_073_600],
  ['2k', 3_686_400],
  ['2k-plus', Infinity],
];

/** What a session says of itself. */
export type LookedAt = Pick<VideoSession, 'state' | 'stats' | 'participants' | 'mixes' | 'local'>;

/**
 * Adds up what one connection carries, from looks at the session's own statistics. A look is not waited for and never fails: a
 * vendor that is slow to tell costs a look, and no heartbeat.
 */
export class CarriedSums {
  readonly #session: LookedAt;
  readonly #elapsed: () => number;
  readonly #longest: number;
  readonly #bytesReceived = new ByteSum();
  readonly #bytesSent = new ByteSum();
  #lookedAt = 0;
  #isLooking = false;
  /** As of the last look that came to an end; undefined before the first. */
  soFar: CarriedMedia | undefined;

  /**
   * `elapsed` is whole milliseconds since the join by a clock that nobody sets. What is seen counts for the time since the last
   * look, but for no more than `longest`: while a machine slept, or a vendor told nothing, nobody looked.
   */
  constructor(session: LookedAt, elapsed: () => number, longest: number) {
    this.#session = session;
    this.#elapsed = elapsed;
    this.#longest = longest;
  }

  async look(): Promise<void> {
    // A vendor that reconnects is asked nothing.
    if (this.#isLooking || this.#session.state !== 'joined') return;
    this.#isLooking = true;
    try {
      await this.#look(this.#elapsed());
    } catch {
      // The next look counts for this one's time.
    } finally {
      this.#isLooking = false;
    }
  }

  async #look(at: number): Promise<void> {
    const { inbound, outbound } = await this.#session.stats();
    const { participants, mixes, local } = this.#session;
    const time = Math.min(at - this.#lookedAt, this.#longest);
    this.#lookedAt = at;
    // Every row is counted before any is left out. What stands still is not received, whatever size it had last.
    const pixels = inbound
      .filter(({ publicationId, bytesReceived }) => this.#bytesReceived.add(publicationId, bytesReceived))
      .filter(({ kind, participantId, publicationId }) => {
        const all = participantId === undefined ? mixes : participants.get(participantId)?.publications;
        const publication = all?.get(publicationId);
        return kind === 'video' && publication?.muted === false && !publication.paused;
      })
      .map(({ frameWidth = 0, frameHeight = 0 }) => frameWidth * frameHeight);
    const sendsVideo = outbound
      .filter(({ publicationId, bytesSent }) => this.#bytesSent.add(publicationId, bytesSent))
      .some(
        ({ kind, publicationId }) =>
          kind === 'video' && local.publications.get(publicationId)?.muted === false,
      );
    const sum = pixels.reduce((all, each) => all + each, 0);
    const mediaClass = pixels.includes(0) ? undefined : classes.find(([, most]) => sum <= most)?.[0];
    this.#add(mediaClass, time, sendsVideo);
  }

  #add(mediaClass: MediaClass | undefined, time: number, sendsVideo: boolean): void {
    const { received = {}, unsizedVideo = 0, sentVideo = 0 } = this.soFar ?? {};
    const [bytesReceived, bytesSent] = [this.#bytesReceived.total, this.#bytesSent.total];
    this.soFar = {
      received:
        mediaClass === undefined
          ? received
          : { ...received, [mediaClass]: (received[mediaClass] ?? 0) + time },
      unsizedVideo: unsizedVideo + (mediaClass === undefined ? time : 0),
      sentVideo: sentVideo + (sendsVideo ? time : 0),
      ...(bytesReceived !== undefined && { bytesReceived }),
      ...(bytesSent !== undefined && { bytesSent }),
    };
  }
}
