import type { Attach, PublicationId, VendorRendering } from '@patchbay/contract';
import type { SessionSnapshot } from './session-snapshot.ts';
import { createVendorPicture, type VendorPicture } from './vendor-picture.ts';

interface Shown {
  readonly picture: VendorPicture;
  isOn: boolean;
}

/** What vendors without raw tracks render of others: each goes off while it is muted, and ends with its publication. */
export class RemotePictures {
  readonly #shown = new Map<PublicationId, Shown>();

  /** The same for as long as the publication is there. */
  attachOf(id: PublicationId, rendering: VendorRendering): Attach {
    const shown = this.#shown.get(id) ?? { picture: createVendorPicture(rendering), isOn: true };
    this.#shown.set(id, shown);
    return shown.picture.attach;
  }

  follow({ mixes, participants }: SessionSnapshot): void {
    if (this.#shown.size === 0) return;
    const owned = [...participants.values()].flatMap(({ publications }) => [...publications]);
    const all = new Map([...mixes, ...owned]);
    for (const [id, shown] of this.#shown) {
      const publication = all.get(id);
      if (publication === undefined) {
        this.#shown.delete(id);
        shown.picture.end();
      } else if (shown.isOn === publication.muted) {
        shown.isOn = !publication.muted;
        shown.picture.setOn(shown.isOn);
      }
    }
  }
}
