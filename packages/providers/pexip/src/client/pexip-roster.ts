import type { ParticipantId, ProviderEvent, ProviderParticipant } from '@patchbay/contract';
import type { PexipParticipant } from './pexip-sdk.ts';
import { describeParticipant } from './pexip-translate.ts';

export type PexipRoster = ReturnType<typeof createPexipRoster>;

/**
 * Pexip knows connections and not persons: every join is a new participant, and the older one stays. So a person is whoever
 * has the id, once, with the state of the newest connection; and the older of one's own two connections has to go by itself.
 */
export function createPexipRoster(
  selfId: ParticipantId,
  /** Of one's own connections: a transfer brings another. */
  isSelf: (uuid: string) => boolean,
  report: (event: ProviderEvent) => void,
  /** One has joined again elsewhere, later than here. */
  onDuplicate: () => void,
) {
  /** By connection, in the order in which they came to be known. */
  const others = new Map<string, ProviderParticipant & { readonly of: PexipParticipant }>();
  /** One's own connections from before this one. */
  const elders = new Set<string>();
  let isSynced = false;

  const newestOf = (id: ParticipantId) => [...others.values()].findLast((other) => other.id === id);
  /** Who was there before us is the older one, unless the clock says otherwise. */
  const meetSelf = ({ uuid, startTime }: PexipParticipant, own: PexipParticipant | undefined): void => {
    if (elders.has(uuid)) return;
    if (isSynced || (own && startTime > own.startTime)) onDuplicate();
    else elders.add(uuid);
  };
  const takeIn = (participant: PexipParticipant, own?: PexipParticipant): boolean => {
    const described = describeParticipant(participant);
    if (isSelf(participant.uuid)) return false;
    if (described.id === selfId) meetSelf(participant, own);
    else others.set(participant.uuid, { ...described, of: participant });
    return described.id !== selfId;
  };
  const tellOf = (participantId: ParticipantId): void => {
    const participant = newestOf(participantId);
    report(
      participant ? { type: 'participant-joined', participant } : { type: 'participant-left', participantId },
    );
  };

  return {
    /** Everybody, as the SDK tells at the beginning and after an interruption. */
    sync(all: readonly PexipParticipant[]): void {
      others.clear();
      const own = all.find(({ uuid }) => isSelf(uuid));
      for (const participant of all) takeIn(participant, own);
      isSynced = true;
      const people = new Map([...others.values()].map((other) => [other.id, other]));
      report({ type: 'roster', participants: [...people.values()] });
    },
    /** Somebody came, or changed. */
    update(participant: PexipParticipant): void {
      if (takeIn(participant)) tellOf(describeParticipant(participant).id);
    },
    remove(uuid: string): void {
      const gone = others.get(uuid);
      others.delete(uuid);
      if (gone) tellOf(gone.id);
    },
    /** Whose a connection is; undefined for oneself and for strangers. */
    idOf: (uuid: string): ParticipantId | undefined => others.get(uuid)?.id,
    /** The connection of somebody else; of two the newer. */
    uuidOf: (id: ParticipantId): string | undefined => newestOf(id)?.of.uuid,
    presenter: (): ParticipantId | undefined => [...others.values()].find(({ of }) => of.isPresenting)?.id,
  };
}
