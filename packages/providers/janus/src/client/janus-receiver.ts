import {
  type InboundTrackStats,
  isVideoError,
  type ProviderEvent,
  readInboundStats,
} from '@patchbay/contract';
import { attachJanusDesk, type JanusAnswer, type JanusDesk } from './janus-desk.ts';
import { type JanusFeed, publicationName } from './janus-events.ts';
import type { JanusLine } from './janus-line.ts';
import { type JanusStream, listOf, streamsOf } from './janus-translate.ts';

export interface JanusReceiverTerms {
  readonly line: JanusLine;
  readonly room: string;
  /** Janus lets only those subscribe who are in the room, and knows them by this. */
  readonly privateId: unknown;
  readonly report: (event: ProviderEvent) => void;
}

interface Shown {
  readonly feed: JanusFeed;
  readonly receiver: RTCRtpReceiver;
}

const retryMilliseconds = 200;
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Receives all that is wanted over one subscriber's handle: Janus sends nothing by itself. */
export class JanusReceiver {
  readonly #terms: JanusReceiverTerms;
  #desk: Promise<JanusDesk> | undefined;
  #wanted: ReadonlyMap<string, JanusFeed> = new Map();
  /** Publication ids that Janus was asked for. */
  readonly #asked = new Set<string>();
  readonly #receivers = new Map<string, RTCRtpReceiver>();
  readonly #shown = new Map<string, Shown>();
  #queue: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(terms: JanusReceiverTerms) {
    this.#terms = terms;
  }

  want(wanted: ReadonlyMap<string, JanusFeed>): void {
    this.#wanted = wanted;
    for (const [id, { feed, receiver }] of this.#shown) {
      const now = wanted.get(id);
      if (now === undefined) {
        this.#shown.delete(id);
        this.#terms.report({ type: 'media-removed', id });
      } else if (now.muted !== feed.muted) {
        this.#shown.set(id, { feed: now, receiver });
        this.#terms.report({ type: 'media-muted', id, muted: now.muted });
      }
    }
    this.#later(() => this.#settle());
  }

  /**
   * Begins anew, since offers may have been lost, and subscribes to all that these connections send. Resolves with what that
   * is, which Janus tells in no other way.
   */
  survey(connections: readonly string[]): Promise<ReadonlyMap<string, readonly JanusStream[]>> {
    return this.#later(async () => {
      await this.#beginAnew();
      const answer = await this.#join(connections.map((feed) => ({ feed }))).catch(noneSent);
      if (answer) await this.#negotiate(answer);
      return answer ? surveyed(answer) : new Map();
    });
  }

  /** The peer connection is gone. */
  restart(): void {
    if (this.#isClosed) return;
    void this.#later(() => this.#beginAnew());
    this.#later(() => this.#settle());
  }

  forsake(): void {
    void this.#desk?.then(
      (desk) => desk.forsake(),
      () => undefined,
    );
  }

  close(): void {
    this.#isClosed = true;
    this.#shown.clear();
  }

  async stats(): Promise<readonly RTCStatsReport[]> {
    return Promise.all([...this.#shown.values()].map(({ receiver }) => receiver.getStats()));
  }

  readStats(reports: readonly RTCStatsReport[]): readonly InboundTrackStats[] {
    return [...this.#shown].flatMap(([publicationId, { feed }], index) => {
      const report = reports[index];
      const { participantId, source, kind } = feed;
      return report ? [{ publicationId, participantId, source, kind, ...readInboundStats(report) }] : [];
    });
  }

  #later<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#queue.then(work);
    this.#queue = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  async #settle(): Promise<void> {
    while (!this.#isClosed) {
      const subscribe = [...this.#wanted]
        .filter(([id]) => !this.#asked.has(id))
        .map(([, feed]) => streamOf(feed));
      const gone = [...this.#asked].filter((id) => !this.#wanted.has(id));
      if (subscribe.length + gone.length === 0) return;
      try {
        await this.#change(subscribe, gone);
      } catch (error) {
        // Who left a moment ago is refused, and is not wanted soon. A lost line begins anew.
        if (!isVideoError(error) || error.vendorCode !== 'videoroom 428') return;
        await pause(retryMilliseconds);
      }
    }
  }

  async #change(subscribe: readonly object[], gone: readonly string[]): Promise<void> {
    const unsubscribe = gone.map((id) => ({
      feed: id.slice(0, id.lastIndexOf('/')),
      mid: id.slice(id.lastIndexOf('/') + 1),
    }));
    const answer =
      this.#desk === undefined
        ? await this.#join(subscribe)
        : await (
            await this.#opened()
          ).ask({
            request: 'update',
            ...(subscribe.length > 0 && { subscribe }),
            ...(unsubscribe.length > 0 && { unsubscribe }),
          });
    for (const id of gone) {
      this.#asked.delete(id);
      this.#receivers.delete(id);
    }
    if (answer) await this.#negotiate(answer);
  }

  #opened(): Promise<JanusDesk> {
    const { line } = this.#terms;
    this.#desk ??= attachJanusDesk(line, 'videoroom', { webrtcState: (isUp) => isUp || this.restart() });
    return this.#desk;
  }

  async #join(streams: readonly object[]): Promise<JanusAnswer | undefined> {
    if (streams.length === 0) return undefined;
    const { room, privateId } = this.#terms;
    const desk = await this.#opened();
    // Left to itself Janus would offer anew whenever somebody leaves, beside what is asked for here.
    const about = { room, private_id: privateId, ptype: 'subscriber', autoupdate: false };
    try {
      return await desk.ask({ request: 'join', ...about, streams });
    } catch (error) {
      this.#desk = undefined;
      await desk.detach();
      throw error;
    }
  }

  async #beginAnew(): Promise<void> {
    const desk = await this.#desk?.catch(() => undefined);
    this.#desk = undefined;
    this.#asked.clear();
    this.#receivers.clear();
    await desk?.detach();
  }

  /** Without an offer nothing has changed. */
  async #negotiate({ message, jsep }: JanusAnswer): Promise<void> {
    const desk = await this.#opened();
    if (jsep) await desk.ask({ request: 'start' }, await desk.answer(jsep));
    const transceivers = desk.handle.webrtcStuff.pc?.getTransceivers() ?? [];
    for (const { feed_id: feed, feed_mid: feedMid, mid, active } of listOf(message['streams'])) {
      if (active !== true || typeof feed !== 'string' || typeof feedMid !== 'string') continue;
      const id = publicationName(feed, feedMid);
      this.#asked.add(id);
      const receiver = transceivers.find((transceiver) => transceiver.mid === mid)?.receiver;
      if (receiver) this.#receivers.set(id, receiver);
    }
    this.#show();
  }

  #show(): void {
    for (const [id, receiver] of this.#receivers) {
      const feed = this.#wanted.get(id);
      if (!feed || this.#isClosed || this.#shown.get(id)?.receiver === receiver) continue;
      this.#shown.set(id, { feed, receiver });
      const { participantId, source, kind, muted } = feed;
      this.#terms.report({
        type: 'media-added',
        media: { id, participantId, source, kind, muted, track: receiver.track },
      });
    }
  }
}

/** Everybody there has taken back all they sent: Janus has nothing to offer. */
function noneSent(error: unknown): undefined {
  if (!isVideoError(error) || error.vendorCode !== 'videoroom 437') throw error;
}

const streamOf = ({ connection, mid }: JanusFeed) => ({ feed: connection, mid });

/** What a subscriber's answer says of each connection's streams. */
function surveyed({ message }: JanusAnswer): ReadonlyMap<string, readonly JanusStream[]> {
  const found = new Map<string, JanusStream[]>();
  for (const { feed_id: feed, feed_mid: mid, feed_description: description, type, active } of listOf(
    message['streams'],
  )) {
    if (typeof feed !== 'string' || active !== true) continue;
    found.set(feed, [...(found.get(feed) ?? []), ...streamsOf([{ type, mid, description }])]);
  }
  return found;
}
