import type { ProviderEvent, ProviderMedia } from '@patchbay/contract';
import type { SessionFact } from './reduce-provider-event.ts';
import { RemotePictures } from './remote-pictures.ts';
import { createRenderer, type RenderedMedia } from './render-track.ts';
import type { SessionSnapshot } from './session-snapshot.ts';

/** Makes the media in what a vendor tells attachable, whether it comes as tracks or as renderings. */
export class AttachableFacts {
  readonly #pictures = new RemotePictures();
  readonly #render: (media: ProviderMedia) => RenderedMedia;

  /** `onBlocked` hears of a browser that wants a gesture before it plays. */
  constructor(onBlocked: (resume: () => Promise<void>) => void) {
    this.#render = createRenderer(this.#pictures, onBlocked);
  }

  of(event: Exclude<ProviderEvent, { readonly type: 'local-ended' }>): SessionFact {
    if (event.type === 'media-added') return { ...event, media: this.#render(event.media) };
    return event.type === 'roster' ? { ...event, media: event.media?.map(this.#render) } : event;
  }

  /** Renderings follow what is known: on while there is something to see. */
  follow(snapshot: SessionSnapshot): void {
    this.#pictures.follow(snapshot);
  }
}
