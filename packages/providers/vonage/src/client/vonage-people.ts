import type { ParticipantId, ProviderEvent } from '@patchbay/contract';
import type { VonageListeners, VonagePeer, VonageSession } from './vonage-sdk.ts';
import { isNewer, personOf } from './vonage-translate.ts';

/**
 * Vonage gives every join a connection of its own and lets the same person in twice. So of two connections of one person
 * only the newer counts: who finds a newer one of oneself is `superseded`, and of somebody else the older goes unnoticed.
 */
export function followPeople(
  session: VonageSession,
  report: (event: ProviderEvent) => void,
  superseded: () => void,
) {
  const others = new Map<string, VonagePeer>();
  const peersOf = (id: ParticipantId): readonly VonagePeer[] =>
    [...others.values()].filter((peer) => personOf(peer).id === id);

  const listeners: Pick<VonageListeners, 'connectionCreated' | 'connectionDestroyed'> = {
    connectionCreated: ({ connection: peer }) => {
      const { connection: self } = session;
      if (!self || peer.connectionId === self.connectionId) return;
      const participant = personOf(peer);
      if (participant.id !== personOf(self).id) {
        others.set(peer.connectionId, peer);
        report({ type: 'participant-joined', participant });
      } else if (isNewer(peer, self)) superseded();
    },
    connectionDestroyed: ({ connection }) => {
      const participantId = personOf(connection).id;
      const isGone = others.delete(connection.connectionId) && peersOf(participantId).length === 0;
      if (isGone) report({ type: 'participant-left', participantId });
    },
  };
  /** The newest connection of somebody else. */
  const peerOf = (id: ParticipantId): VonagePeer | undefined =>
    peersOf(id).toSorted((one, other) => (isNewer(one, other) ? -1 : 1))[0];
  return { listeners, peerOf };
}
