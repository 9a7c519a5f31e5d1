import type { Json, ParticipantId, ProviderBackend, UserKey } from '@patchbay/contract';
import type { HarnessAbility, HarnessBackend } from './harness.ts';

export interface BackendHarnessTerms {
  readonly refusedCredentials: () => Promise<Json>;
  readonly unreachableCredentials: () => Promise<Json>;
  /** Cuts a participant's connection; the function returned restores it. Without it, `cannot.interrupt` says why. */
  readonly interrupt?: (room: string, participant: ParticipantId) => Promise<() => Promise<void>>;
  readonly cannot?: Readonly<Partial<Record<HarnessAbility, string>>>;
  /** For rooms whose size no scenario is about; 4 unless given. */
  readonly maxParticipants?: number;
  readonly close?: () => Promise<void>;
}

/** The provider's own server half behind the scenarios: rooms, credentials, kick and end are the real ones. */
export function createBackendHarness(backend: ProviderBackend, terms: BackendHarnessTerms): HarnessBackend {
  const { interrupt, cannot = {}, maxParticipants: size = 4 } = terms;
  if (interrupt === undefined && cannot.interrupt === undefined)
    throw new Error('A harness that does not interrupt says why: give `cannot.interrupt` a reason.');
  return {
    cannot,
    async openRoom({ maxParticipants = size } = {}) {
      const room = `conformance-${crypto.randomUUID()}`;
      const participants = new Map<UserKey, ParticipantId>();
      const participantOf = (userKey: UserKey): ParticipantId => {
        const participant = participants.get(userKey) ?? `participant-${crypto.randomUUID()}`;
        participants.set(userKey, participant);
        return participant;
      };
      const vendorRoom = await backend.createRoom({ room, maxParticipants, emptyTimeoutSeconds: 60 });
      return {
        credentials: (userKey) =>
          backend.mintCredentials({
            room: vendorRoom,
            participant: participantOf(userKey),
            userKey,
            ttlSeconds: 300,
          }),
        kick: (userKey) => backend.removeParticipant(vendorRoom, participantOf(userKey)),
        end: () => backend.endRoom(vendorRoom),
        ...(interrupt && { interrupt: (userKey: UserKey) => interrupt(vendorRoom, participantOf(userKey)) }),
        close: () => backend.endRoom(vendorRoom),
      };
    },
    refusedCredentials: terms.refusedCredentials,
    unreachableCredentials: terms.unreachableCredentials,
    close: async () => {
      await backend.close();
      await terms.close?.();
    },
  };
}
