import type { ProviderEvent, ProviderMedia, PublicationId } from '@patchbay/contract';

type Tell = (event: ProviderEvent) => void;

/**
 * For unit tests of adapters that tell whole states: what a `roster` with media says that the last one did not, as a fact of
 * its own. All else is passed on as it is, and so is the roster, without its media, when its people are others.
 */
export function tellDifferences(tell: Tell): Tell {
  const known = new Map<PublicationId, ProviderMedia>();
  let people = '';
  return (event) => {
    if (event.type !== 'roster' || event.media === undefined) return tell(event);
    const { media, ...roster } = event;
    const now = new Map(media.map((one) => [one.id, one]));
    if (people !== JSON.stringify(roster)) tell(roster);
    people = JSON.stringify(roster);
    for (const id of known.keys()) if (!now.has(id) && known.delete(id)) tell({ type: 'media-removed', id });
    for (const [id, one] of now) {
      const before = known.get(id);
      const after = { ...one, track: one.track ?? before?.track } as ProviderMedia;
      known.set(id, after);
      if (before === undefined || before.track !== after.track) tell({ type: 'media-added', media: after });
      else if (before.muted !== one.muted) tell({ type: 'media-muted', id, muted: one.muted });
      if (before !== undefined && one.paused !== undefined && before.paused !== one.paused)
        tell({ type: 'media-paused', id, paused: one.paused });
    }
  };
}
