import type { ProviderId, ProviderObservation, VideoError } from '@patchbay/contract';
import { isVideoError } from '@patchbay/contract';
import type { BackendRegistry, RunningBackend } from '../backends/backend-registry.ts';
import type { Schedule } from '../backends/schedule.ts';
import { callVendor, vendorProblem } from '../backends/vendor-call.ts';
import type { CurrentConfig } from '../config/current-config.ts';
import { Problem } from '../problem.ts';
import type { Consult } from './consult.ts';
import type { ConsultStore } from './consult-store.ts';

/** A consult's rooms at its carriers. Everything rejects with `Problem`. */
export interface RoomKeeper {
  /** The carriers that are running, in the consult's order; throws when there is none. */
  carriersOf(consult: Pick<Consult, 'carriers'>): readonly [RunningBackend, ...RunningBackend[]];
  /** Makes sure that the room is there, and resolves to the provider's name of it. Rejects with `VideoError`. */
  open(consult: Consult, running: RunningBackend): Promise<string>;
  /** Ends the room, or at least puts everybody out, at every carrier, and says which ended; tries all before it rejects. */
  end(consult: Consult): Promise<readonly ProviderId[]>;
  /** Removes somebody at every carrier; tries all before it rejects. */
  remove(consult: Consult, participant: string): Promise<void>;
  /** Who is there now, by provider. */
  roster(consult: Consult): Promise<readonly Roster[]>;
  /** Starts or stops recording at the carrier in use. */
  record(consult: Consult, on: boolean): Promise<void>;
}

export interface Roster {
  readonly provider: ProviderId;
  readonly observations: readonly ProviderObservation[];
}

export interface RoomKeeperParts {
  readonly backends: BackendRegistry;
  readonly consults: ConsultStore;
  readonly config: CurrentConfig;
  readonly schedule: Schedule;
}

export function createRoomKeeper({ backends, consults, config, schedule }: RoomKeeperParts): RoomKeeper {
  const carriersOf: RoomKeeper['carriersOf'] = ({ carriers }) => {
    const [first, ...others] = carriers.flatMap(({ provider }) => backends.find(provider) ?? []);
    if (first !== undefined) return [first, ...others];
    throw new Problem(
      'provider-failed',
      'The provider that carries this consult is no longer configured. Restore its settings.',
      { reasons: carriers.map(({ provider }) => ({ provider, code: 'provider-not-configured' })) },
    );
  };

  const onEvery = async <Value>(
    carriers: readonly RunningBackend[],
    call: (running: RunningBackend) => Promise<Value>,
  ): Promise<readonly Value[]> => {
    const settled = await Promise.allSettled(
      carriers.map((running) => callVendor(idOf(running), schedule, () => call(running))),
    );
    const failures: VideoError[] = [];
    const values: Value[] = [];
    for (const result of settled) {
      if (result.status === 'fulfilled') values.push(result.value);
      else if (isVideoError(result.reason)) failures.push(result.reason);
      else throw result.reason;
    }
    if (failures.length > 0) throw vendorProblem(failures);
    return values;
  };

  /** Empty before it was opened there: a provider that carries it as a fallback may never have been asked. */
  const roomAt = async ({ id }: Consult, running: RunningBackend): Promise<readonly string[]> => {
    const room = await consults.roomAt(id, idOf(running));
    return room === undefined ? [] : [room];
  };

  /** The answer that named it may have been lost. Most vendors take our name, and to the others it is no room. */
  const roomsLeftAt = async (consult: Consult, running: RunningBackend): Promise<readonly string[]> => {
    const known = await roomAt(consult, running);
    return known.length === 0 && consult.state === 'failed' ? [consult.room] : known;
  };

  const idOf = ({ descriptor }: RunningBackend): ProviderId => descriptor.manifest.id;

  return {
    carriersOf,
    open: async (consult, running) => {
      const provider = idOf(running);
      const [vendorRoom] = await roomAt(consult, running);
      const room = await callVendor(provider, schedule, () =>
        running.backend.createRoom({
          room: consult.room,
          vendorRoom,
          maxParticipants: consult.maxParticipants,
          emptyTimeoutSeconds: config.get().consults.emptyTimeoutSeconds,
        }),
      );
      if (room !== vendorRoom) await consults.rememberRoom(consult.id, provider, room);
      return room;
    },
    end: async (consult) => {
      const settled = await onEvery(carriersOf(consult), async (running) => {
        for (const room of await roomsLeftAt(consult, running)) await running.backend.endRoom(room);
        return running;
      });
      return settled.filter(({ descriptor }) => descriptor.manifest.capabilities.endRoom).map(idOf);
    },
    remove: async (consult, participant) => {
      const carriers = carriersOf(consult);
      if (!carriers.every(({ descriptor }) => descriptor.manifest.capabilities.kick)) {
        throw new Problem('unsupported-by-provider', 'The provider cannot remove a participant.', {
          capability: 'kick',
        });
      }
      await onEvery(carriers, async (running) => {
        for (const room of await roomAt(consult, running))
          await running.backend.removeParticipant(room, participant);
      });
    },
    roster: (consult) =>
      onEvery(carriersOf(consult), async (running) => {
        const rooms = (await roomAt(consult, running)).map((room) => running.backend.listParticipants(room));
        return { provider: idOf(running), observations: (await Promise.all(rooms)).flat() };
      }),
    record: async (consult, on) => {
      const [carrier] = carriersOf(consult);
      const { backend, descriptor } = carrier;
      const verb = on ? backend.startRecording : backend.stopRecording;
      const able = descriptor.manifest.capabilities.recording && consult.features.includes('recording');
      if (!able || verb === undefined) {
        throw new Problem(
          'unsupported-by-provider',
          'This consult cannot be recorded: create it with the feature.',
          {
            capability: 'recording',
          },
        );
      }
      await onEvery([carrier], async (running) => {
        for (const room of await roomAt(consult, running)) await verb.call(backend, room);
      });
    },
  };
}
