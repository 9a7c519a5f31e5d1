import {
  type OutboundTrackStats,
  type OutgoingMedia,
  type PublicationId,
  readOutboundStats,
} from '@patchbay/contract';
import { fail } from '../janus-errors.ts';
import type { JanusDesk } from './janus-desk.ts';
import { publicationName } from './janus-events.ts';
import type { JanusTrack } from './janus-sdk.ts';
import { describeStream } from './janus-translate.ts';

interface Sent extends Pick<OutgoingMedia, 'source' | 'kind'> {
  readonly mid: string;
  muted: boolean;
}

/** Sends one's own tracks over the handle that joined the room. One change after the other: each is a negotiation. */
export class JanusSender {
  readonly #desk: JanusDesk;
  readonly #connection: string;
  /** Settles once the peer connection is up: nobody is told of a stream before. */
  readonly #isUp: Promise<void>;
  readonly #sent = new Map<PublicationId, Sent>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(desk: JanusDesk, connection: string, isUp: Promise<void>) {
    this.#desk = desk;
    this.#connection = connection;
    this.#isUp = isUp;
  }

  publish(media: OutgoingMedia): Promise<PublicationId> {
    return this.#later(async () => {
      const track = trackOf(media);
      const { source, kind, muted } = media;
      const jsep = await this.#desk.offer({ tracks: [outgoing({ kind }, track)] });
      const mid = this.#transceivers().find(({ sender }) => sender.track === track)?.mid;
      if (typeof mid !== 'string') throw fail('provider-failure', 'Janus got no place for the track.');
      const id = publicationName(this.#connection, mid);
      this.#sent.set(id, { source, kind, mid, muted });
      try {
        const { jsep: answer } = await this.#desk.ask(
          { request: 'configure', ...this.#descriptions() },
          jsep,
        );
        await this.#desk.accept(answer);
        await this.#isUp;
      } catch (error) {
        this.#sent.delete(id);
        await this.#replace({ kind, mid }, undefined).catch(() => undefined);
        throw error;
      }
      return id;
    });
  }

  replace(id: PublicationId, media: OutgoingMedia): Promise<void> {
    return this.#later(async () => {
      const sent = this.#find(id);
      await this.#replace(sent, trackOf(media));
      if (sent.muted !== media.muted) await this.#tell(sent, media.muted);
    });
  }

  unpublish(id: PublicationId): Promise<void> {
    return this.#later(async () => {
      const { kind, mid } = this.#find(id);
      this.#sent.delete(id);
      const jsep = await this.#desk.offer({ tracks: [outgoing({ kind, mid }, undefined)] });
      const { jsep: answer } = await this.#desk.ask({ request: 'configure' }, jsep);
      await this.#desk.accept(answer);
    });
  }

  setMuted(id: PublicationId, muted: boolean): Promise<void> {
    return this.#later(() => this.#tell(this.#find(id), muted));
  }

  /** Says again what each stream shows: what was said last may have been lost. */
  retell(): Promise<void> {
    return this.#later(async () => {
      if (this.#sent.size > 0) await this.#desk.ask({ request: 'configure', ...this.#descriptions() });
    });
  }

  stats(): Promise<readonly RTCStatsReport[]> {
    const transceivers = this.#transceivers();
    const senders = [...this.#sent.values()].map(
      ({ mid }) => transceivers.find((each) => each.mid === mid)?.sender,
    );
    return Promise.all(senders.filter((sender) => sender !== undefined).map((sender) => sender.getStats()));
  }

  readStats(reports: readonly RTCStatsReport[]): readonly OutboundTrackStats[] {
    return [...this.#sent].flatMap(([publicationId, { source, kind }], index) => {
      const report = reports[index];
      return report ? [{ publicationId, source, kind, ...readOutboundStats(report) }] : [];
    });
  }

  #later<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #find(id: PublicationId): Sent {
    const found = this.#sent.get(id);
    if (!found) throw fail('not-published', 'That is not published here.');
    return found;
  }

  async #tell(sent: Sent, muted: boolean): Promise<void> {
    sent.muted = muted;
    await this.#desk.ask({ request: 'configure', ...this.#descriptions() });
  }

  #replace(place: Place, track: MediaStreamTrack | undefined): Promise<void> {
    const { handle } = this.#desk;
    return new Promise((success, error) =>
      handle.replaceTracks({ tracks: [outgoing(place, track)], success, error }),
    );
  }

  #descriptions() {
    const sent = [...this.#sent.values()];
    return {
      descriptions: sent.map(({ mid, source, muted }) => ({
        mid,
        description: describeStream(source, muted),
      })),
    };
  }

  #transceivers(): readonly RTCRtpTransceiver[] {
    return this.#desk.handle.webrtcStuff.pc?.getTransceivers() ?? [];
  }
}

type Place = Pick<OutgoingMedia, 'kind'> & { readonly mid?: string };

/** Into a new place, or into a place there is; without a track the place is given up. */
const outgoing = ({ kind, mid }: Place, track: MediaStreamTrack | undefined): JanusTrack => ({
  type: kind,
  capture: track ?? false,
  recv: false,
  dontStop: true,
  ...(mid !== undefined && { mid, ...(track ? { replace: true } : { remove: true }) }),
});

function trackOf({ track }: OutgoingMedia): MediaStreamTrack {
  if (track) return track;
  throw fail('invalid-argument', 'Janus needs a track to publish.');
}
