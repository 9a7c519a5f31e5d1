import type { ParticipantId, ProviderParticipant } from '@patchbay/contract';
import type { PexipParticipant } from './pexip-sdk.ts';
import { describeParticipant } from './pexip-translate.ts';

export interface PexipRoster {
  /** Takes in everybody who is there. Undefined when it cannot be all: a list that is being renewed lacks even oneself. */
  take(all: readonly PexipParticipant[]): readonly ProviderParticipant[] | undefined;
  /** Whose a connection is; undefined for oneself and for strangers. */
  idOf(uuid: string): ParticipantId | undefined;
  /** The connection of somebody else; of two the newer. */
  uuidOf(id: ParticipantId): string | undefined;
  presenter(): ParticipantId | undefined;
}

/**
 * Pexip knows connections and not persons: every join is a new participant, and the older one stays. So a person is whoever
 * has the id, once, with the state of the newest connection; and the older of one's own two connections has to go by itself:
 * `onDuplicate` is called when one has joined again elsewhere, later than here.
 */
export function createPexipRoster(
  selfId: ParticipantId,
  isSelf: (uuid: string) => boolean,
  onDuplicate: () => void,
): PexipRoster {
  let others: readonly { readonly id: ParticipantId; readonly of: PexipParticipant }[] = [];
  /** One's own connections from before this one. */
  let elders: ReadonlySet<string> | undefined;

  return {
    take(all) {
      const own = all.find(({ uuid }) => isSelf(uuid));
      if (!own) return undefined;
      const described = all
        .filter(({ uuid }) => !isSelf(uuid))
        .map((of) => ({ id: describeParticipant(of).id, of }))
        .toSorted((a, b) => a.of.startTime - b.of.startTime);
      others = described.filter(({ id }) => id !== selfId);
      const ours = described.filter(({ id }) => id === selfId);
      // Who was there before us is the older one, unless the clock says otherwise.
      elders ??= new Set(ours.filter(({ of }) => of.startTime <= own.startTime).map(({ of }) => of.uuid));
      if (ours.some(({ of }) => !elders?.has(of.uuid))) onDuplicate();
      return [...new Map(others.map(({ id, of }) => [id, describeParticipant(of)])).values()];
    },
    idOf: (uuid) => others.find(({ of }) => of.uuid === uuid)?.id,
    uuidOf: (wanted) => others.findLast(({ id }) => id === wanted)?.of.uuid,
    presenter: () => others.find(({ of }) => of.isPresenting)?.id,
  };
}
