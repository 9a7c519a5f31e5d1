import type { AuditTrail } from '@patchbay/compliance';
import type { EvidenceRecorder } from '../evidence/evidence-recorder.ts';
import type { Consult } from './consult.ts';
import type { ConsultStore } from './consult-store.ts';
import type { RoomKeeper } from './room-keeper.ts';
import type { UnfinishedChange } from './state-change.ts';

type Told = Pick<UnfinishedChange, 'kind' | 'payload'>;

/** What is left to be done once a consult's state has changed. All of it may be done again, by several at once. */
export interface ConsultClosing {
  /** Does all that the change leaves to be done, and finishes it. */
  complete(consult: Consult, change: Told): Promise<void>;
  /** The same without the end of its rooms. */
  completeWithoutRooms(consult: Consult, change: Told): Promise<void>;
  /** The consult's rooms are ended, and the ledger knows. Rejects with `Problem` when a carrier did not answer. */
  endRooms(consult: Consult): Promise<void>;
}

export interface ConsultClosingParts {
  readonly consults: ConsultStore;
  readonly rooms: RoomKeeper;
  readonly audit: AuditTrail;
  readonly recorder: EvidenceRecorder;
  readonly now: () => number;
}

export function createConsultClosing(parts: ConsultClosingParts): ConsultClosing {
  const { consults, rooms, audit, recorder, now } = parts;

  const tell = async ({ id: consultId, tenant }: Consult, { kind, payload }: Told): Promise<void> =>
    void (await audit.appendOnce({ kind, tenant, consultId, payload }));

  const endRooms: ConsultClosing['endRooms'] = async (consult) => {
    const providers = await rooms.end(consult);
    const at = now();
    for (const provider of providers) {
      const room = await consults.roomAt(consult.id, provider);
      if (room !== undefined) await recorder.observations(provider, [roomEnded(room, at)], at);
    }
  };

  return {
    endRooms,
    complete: async (consult, change) => {
      await tell(consult, change);
      if (change.kind !== 'consult-created') await endRooms(consult);
      await consults.finish(consult.id, change.kind);
    },
    completeWithoutRooms: async (consult, change) => {
      await tell(consult, change);
      await consults.finish(consult.id, change.kind);
    },
  };
}

const roomEnded = (room: string, at: number) =>
  ({
    kind: 'room-ended',
    room,
    participant: undefined,
    connection: undefined,
    participantClass: 'person',
    at,
    precision: 0,
    source: 'signalling',
  }) as const;
