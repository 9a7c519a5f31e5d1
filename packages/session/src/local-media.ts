import {
  type Capabilities,
  type LocalPublication,
  type LocalSource,
  type ProviderConnection,
  type PublicationId,
  type PublishableSource,
  type UnpublishReason,
  VideoError,
} from '@patchbay/contract';
import { captureSource, sourceOf } from './capture-source.ts';
import { LocalSlot } from './local-slot.ts';
import type { SessionEnvironment } from './session-environment.ts';

/** What local media needs of its session. */
export interface LocalMediaHost {
  readonly environment: SessionEnvironment;
  capabilities(): Capabilities;
  /** The connection of a session that is active; throws `invalid-state` otherwise. */
  connection(): ProviderConnection;
  /** Runs a provider's work under the session's deadline; rejects with `aborted` once the session is left. */
  bounded<Result>(doing: string, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  changed(publication: LocalPublication): void;
  removed(publication: LocalPublication, reason: UnpublishReason): void;
}

/** Capture, mute and publications of one session. Verbs on one publication run one after another. */
export class LocalMedia {
  readonly #host: LocalMediaHost;
  readonly #slots = new Map<PublicationId, LocalSlot>();
  /** Sources published or about to be. */
  readonly #taken = new Set<PublishableSource>();

  constructor(host: LocalMediaHost) {
    this.#host = host;
  }

  async publish(source: LocalSource, muted: boolean, signal?: AbortSignal): Promise<LocalPublication> {
    const connection = this.#host.connection();
    const name = sourceOf(source);
    if (this.#taken.has(name)) {
      throw new VideoError(
        'already-published',
        `A ${name} is published already. Replace it, or unpublish it first.`,
      );
    }
    this.#taken.add(name);
    const slot = new LocalSlot(this.#host.environment.randomId(), source, muted);
    try {
      await this.#open(slot, source, signal);
      slot.providerId = await this.#host.bounded(
        'publishing',
        () => connection.publish(slot.outgoing()),
        signal,
      );
    } catch (error) {
      slot.release();
      this.#taken.delete(name);
      throw error;
    }
    if (muted && slot.releasesOnMute) slot.release();
    this.#slots.set(slot.id, slot);
    return this.#announce(slot);
  }

  async replace(publication: LocalPublication, source: LocalSource): Promise<LocalPublication> {
    const slot = this.#slot(publication);
    if (sourceOf(source) !== publication.source) {
      throw new VideoError(
        'invalid-argument',
        `Replace a ${publication.source} by another ${publication.source}.`,
      );
    }
    return slot.queue.run(async () => {
      this.#require(slot);
      const before = slot.source;
      // A camera that is off stays off: the new one is opened when it is turned on.
      if (slot.muted && source.kind === 'camera') {
        slot.source = source;
        return this.#announce(slot);
      }
      const captured = await this.#capture(source);
      const previous = slot.detach();
      slot.source = source;
      slot.use(captured, () => this.#onEnded(slot));
      try {
        await this.#send(slot);
        previous.release();
      } catch (error) {
        slot.source = before;
        slot.restore(previous);
        throw error;
      }
      return this.#announce(slot);
    });
  }

  async unpublish(publication: LocalPublication): Promise<void> {
    await this.#end(this.#slot(publication), 'requested');
  }

  async setMuted(publication: LocalPublication, muted: boolean): Promise<LocalPublication> {
    const slot = this.#slot(publication);
    slot.wantsMuted = muted;
    // Silence does not wait for its turn in the queue.
    if (muted) slot.applyWantedMute();
    return slot.queue.run(async () => {
      this.#require(slot);
      if (slot.muted === muted) return slot.publication();
      return muted ? this.#mute(slot) : this.#unmute(slot);
    });
  }

  /** The session is over: everything is let go at once, nobody is told. */
  releaseAll(): void {
    for (const slot of this.#slots.values()) slot.release();
    this.#slots.clear();
    this.#taken.clear();
  }

  async #mute(slot: LocalSlot): Promise<LocalPublication> {
    slot.muted = true;
    if (slot.releasesOnMute) slot.release();
    const publication = this.#announce(slot);
    const connection = this.#host.connection();
    await this.#host.bounded('muting', () => connection.setMuted(slot.providerId, true));
    return publication;
  }

  async #unmute(slot: LocalSlot): Promise<LocalPublication> {
    const connection = this.#host.connection();
    const reopened = !slot.hasTrack;
    if (reopened) await this.#open(slot, slot.source);
    slot.muted = false;
    try {
      if (reopened && slot.hasTrack) await this.#send(slot);
      await this.#host.bounded('unmuting', () => connection.setMuted(slot.providerId, false));
    } catch (error) {
      slot.muted = true;
      if (slot.releasesOnMute) slot.release();
      throw error;
    }
    slot.applyWantedMute();
    return this.#announce(slot);
  }

  /** Opens what the slot shows; nothing where the provider opens devices itself. */
  async #open(slot: LocalSlot, source: LocalSource, signal?: AbortSignal): Promise<void> {
    if (!this.#host.capabilities().rawTrackIn) return;
    const captured = await this.#capture(source, signal);
    slot.use(captured, () => this.#onEnded(slot));
  }

  async #capture(source: LocalSource, signal?: AbortSignal) {
    const opening = captureSource(source, this.#host.environment.capture);
    try {
      // People take their time with the browser's question: no deadline but the session's own end.
      return await this.#host.bounded('opening a device', () => opening, signal);
    } catch (error) {
      // A device that opens after the session is gone must not stay on.
      opening.then(({ track, owned }) => (owned ? track.stop() : undefined)).catch(() => undefined);
      throw error;
    }
  }

  /** Gives the provider the slot's present track, in place where it can. */
  async #send(slot: LocalSlot): Promise<void> {
    const connection = this.#host.connection();
    if (this.#host.capabilities().replaceTrack) {
      await this.#host.bounded('replacing a track', () =>
        connection.replace(slot.providerId, slot.outgoing()),
      );
      return;
    }
    await this.#host.bounded('unpublishing', () => connection.unpublish(slot.providerId));
    slot.providerId = await this.#host.bounded('publishing', () => connection.publish(slot.outgoing()));
  }

  #onEnded(slot: LocalSlot): void {
    this.#end(slot, 'ended').catch((error: unknown) => {
      // The track is gone whatever the provider says; only its announcement failed.
      if (!(error instanceof VideoError)) this.#host.environment.reportError(error);
    });
  }

  #end(slot: LocalSlot, reason: UnpublishReason): Promise<void> {
    return slot.queue.run(async () => {
      this.#require(slot);
      const connection = this.#host.connection();
      const publication = slot.publication();
      slot.release();
      this.#slots.delete(slot.id);
      this.#taken.delete(publication.source);
      this.#host.removed(publication, reason);
      await this.#host.bounded('unpublishing', () => connection.unpublish(slot.providerId));
    });
  }

  #announce(slot: LocalSlot): LocalPublication {
    const publication = slot.publication();
    this.#host.changed(publication);
    return publication;
  }

  #slot(publication: LocalPublication): LocalSlot {
    this.#host.connection();
    const slot = this.#slots.get(publication.id);
    if (slot === undefined) throw notPublished();
    return slot;
  }

  /** A slot that went while its turn was awaited. */
  #require(slot: LocalSlot): void {
    if (!this.#slots.has(slot.id)) throw notPublished();
  }
}

const notPublished = () =>
  new VideoError('not-published', 'That publication is not, or no longer, published in this session.');
