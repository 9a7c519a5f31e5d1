import {
  type LocalPublication,
  type LocalSource,
  type PublicationId,
  type PublishableSource,
  type UnpublishReason,
  VideoError,
} from '@patchbay/contract';
import { sourceOf } from './capture-source.ts';
import {
  connectionOf,
  type LocalMediaHost,
  openSource,
  publishSlot,
  sendSlot,
  tellMuted,
  unpublishSlot,
} from './local-publishing.ts';
import { LocalSlot } from './local-slot.ts';
import { SerialQueue } from './serial-queue.ts';

/** Capture, mute and publications of one session. Verbs on one source run one after another. */
export class LocalMedia {
  readonly #host: LocalMediaHost;
  /** Also those that are being published. */
  readonly #slots = new Map<PublicationId, LocalSlot>();
  readonly #queues = new Map<PublishableSource, SerialQueue>();
  /** Sources published or about to be. */
  readonly #taken = new Set<PublishableSource>();

  constructor(host: LocalMediaHost) {
    this.#host = host;
  }

  async publish(source: LocalSource, muted: boolean, signal?: AbortSignal): Promise<LocalPublication> {
    const name = sourceOf(source);
    if (this.#taken.has(name)) {
      throw new VideoError(
        'already-published',
        `A ${name} is published already. Replace it, or unpublish it first.`,
      );
    }
    this.#taken.add(name);
    const queue = this.#queues.get(name) ?? new SerialQueue();
    this.#queues.set(name, queue);
    const slot = new LocalSlot(this.#host.environment.randomId(), queue, source, muted);
    this.#slots.set(slot.id, slot);
    return slot.queue.run(async () => {
      try {
        await this.#open(slot, signal);
        await publishSlot(this.#host, slot, signal);
        this.#require(slot);
      } catch (error) {
        slot.close();
        this.#slots.delete(slot.id);
        this.#taken.delete(name);
        throw error;
      }
      if (muted && slot.releasesOnMute) slot.release();
      return this.#announce(slot);
    });
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
      if (slot.muted && source.kind === 'camera') {
        // A camera that is off stays off: the new one is opened when it is turned on.
        slot.release();
        slot.source = source;
        slot.isSent = false;
        return this.#announce(slot);
      }
      const opensDevices = this.#host.capabilities().rawTrackIn;
      const captured = opensDevices ? await openSource(this.#host, source) : undefined;
      const previous = slot.detach();
      slot.source = source;
      if (captured !== undefined) slot.use(captured, () => this.#onEnded(slot));
      try {
        await sendSlot(this.#host, slot);
      } catch (error) {
        slot.source = before;
        slot.restore(previous);
        await this.#recover(slot);
        throw error;
      }
      previous.release();
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
    if (muted) slot.applyMute();
    return slot.queue.run(async () => {
      this.#require(slot);
      // A later call asked for something else meanwhile: the device is not opened and closed for nothing.
      if (slot.muted === muted || slot.wantsMuted !== muted) return slot.publication();
      return muted ? this.#mute(slot) : this.#unmute(slot);
    });
  }

  /** The provider says that one of its own captures is over. */
  ended(providerId: PublicationId): void {
    const slot = [...this.#slots.values()].find((each) => each.providerId === providerId);
    // A camera that is off has nothing that could end.
    if (slot !== undefined && !(slot.muted && slot.releasesOnMute)) this.#onEnded(slot);
  }

  /** What the provider calls a publication of ours. */
  providerIdOf(id: PublicationId): PublicationId | undefined {
    return this.#slots.get(id)?.providerId;
  }

  /** The session is over: everything is let go at once, nobody is told. */
  releaseAll(): void {
    for (const slot of this.#slots.values()) slot.close();
    this.#slots.clear();
    this.#taken.clear();
  }

  async #mute(slot: LocalSlot): Promise<LocalPublication> {
    slot.muted = true;
    if (slot.releasesOnMute) slot.release();
    const publication = this.#announce(slot);
    await tellMuted(this.#host, slot);
    return publication;
  }

  async #unmute(slot: LocalSlot): Promise<LocalPublication> {
    if (!slot.hasTrack) await this.#open(slot);
    slot.muted = false;
    try {
      if (!slot.isSent) await sendSlot(this.#host, slot);
      await tellMuted(this.#host, slot);
    } catch (error) {
      slot.muted = true;
      slot.applyMute();
      if (slot.releasesOnMute) slot.release();
      throw error;
    }
    slot.applyMute();
    return this.#announce(slot);
  }

  /** Opens what the slot shows; nothing where the provider opens devices itself. */
  async #open(slot: LocalSlot, signal?: AbortSignal): Promise<void> {
    if (!this.#host.capabilities().rawTrackIn) return;
    const captured = await openSource(this.#host, slot.source, signal);
    slot.use(captured, () => this.#onEnded(slot));
  }

  /** The provider took the old track back before it failed to publish the new one: the old one goes on, or it is over. */
  async #recover(slot: LocalSlot): Promise<void> {
    if (slot.providerId !== undefined || !this.#slots.has(slot.id)) return;
    try {
      await publishSlot(this.#host, slot);
    } catch {
      this.#forget(slot, 'ended');
    }
  }

  #onEnded(slot: LocalSlot): void {
    this.#end(slot, 'ended').catch((error: unknown) => {
      // The track is gone whatever the provider says; only its announcement failed.
      if (!(error instanceof VideoError)) this.#host.environment.reportError(error);
    });
  }

  #end(slot: LocalSlot, reason: 'requested' | 'ended'): Promise<void> {
    return slot.queue.run(async () => {
      this.#require(slot);
      connectionOf(this.#host);
      this.#forget(slot, reason);
      await unpublishSlot(this.#host, slot);
    });
  }

  #forget(slot: LocalSlot, reason: UnpublishReason): void {
    const publication = slot.publication();
    slot.close();
    this.#slots.delete(slot.id);
    this.#taken.delete(publication.source);
    this.#host.removed(publication, reason);
  }

  #announce(slot: LocalSlot): LocalPublication {
    this.#showProvided(slot);
    const publication = slot.publication();
    this.#host.changed(publication);
    return publication;
  }

  /** Where the provider opens devices itself, it shows them too. */
  #showProvided(slot: LocalSlot): void {
    const connection = this.#host.connection();
    if (!this.#host.capabilities().rawTrackIn && slot.outgoing().kind === 'video')
      slot.showProvided((providerId) => connection?.renderLocal?.(providerId));
  }

  #slot(publication: LocalPublication): LocalSlot {
    const slot = this.#slots.get(publication.id);
    if (slot === undefined) throw notPublished();
    return slot;
  }

  /** A slot may go while its turn is awaited. */
  #require(slot: LocalSlot): void {
    if (this.#slots.has(slot.id)) return;
    connectionOf(this.#host);
    throw notPublished();
  }
}

const notPublished = () =>
  new VideoError('not-published', 'That publication is not, or no longer, published in this session.');
