import {
  type Capabilities,
  type ConnectRequest,
  type OutgoingMedia,
  type ProviderConnection,
  type ProviderDescriptor,
  type ProviderEvent,
} from '@patchbay/contract';
import { fail } from './hallway-errors.ts';
import type { Hallway, HallwayCredentials, Seat } from './hallway.ts';

function connectionOf(hallway: Hallway, room: string, seat: Seat): ProviderConnection {
  const others = (event: ProviderEvent, to?: string) => hallway.tellOthers(room, seat, event, to);
  return {
    participantId: seat.participant,
    native: hallway,
    async publish({ source, kind, muted, track }: OutgoingMedia) {
      if (track === undefined) throw fail('invalid-argument', 'This provider publishes tracks, not devices.');
      const id = crypto.randomUUID();
      const media = { id, participantId: seat.participant, source, kind, muted, track };
      seat.media.set(id, media);
      others({ type: 'media-added', media });
      return id;
    },
    replace: () => Promise.reject(fail('unsupported', 'The session republishes instead.')),
    async unpublish(id) {
      seat.media.delete(id);
      others({ type: 'media-removed', id });
    },
    async setMuted(id, muted) {
      const media = seat.media.get(id);
      if (media !== undefined) seat.media.set(id, { ...media, muted });
      others({ type: 'media-muted', id, muted });
    },
    async send(message, to) {
      others({ type: 'message', from: seat.participant, message: structuredClone(message) }, to);
    },
    // Nothing is encoded here, so there is nothing to count.
    stats: async () => ({ roundTripSeconds: undefined, inbound: [], outbound: [] }),
    disconnect: async () => hallway.leave(room, seat),
  };
}

const capabilities: Capabilities = {
  rawTrackIn: true,
  rawTrackOut: true,
  perParticipantMedia: true,
  replaceTrack: false,
  screenShare: true,
  screenShareAudio: true,
  messages: { maxBytes: 16_384, directed: true },
  activeSpeaker: false,
  networkQuality: false,
  reconnect: false,
  kick: true,
  endRoom: true,
  recording: false,
  transcription: false,
  sip: false,
  endToEndEncryption: 'none',
  multiInstance: true,
  maxParticipants: 4,
};

/** What an application lists in `providers`. A real one loads its client half with `import()`. */
export function createHallwayProvider(hallway: Hallway): ProviderDescriptor {
  const connect = async (
    { credentials, userKey, signal }: ConnectRequest,
    report: (event: ProviderEvent) => void,
  ) => {
    const given = (credentials ?? {}) as Partial<HallwayCredentials>;
    const { room, participant, password } = given;
    if (typeof room !== 'string' || typeof participant !== 'string' || typeof password !== 'string')
      throw fail('ticket-invalid', 'The ticket holds no hallway credentials.');
    await new Promise((resolve) => setTimeout(resolve)); // Stands for the network's way.
    if (signal.aborted) throw fail('aborted', 'The join was abandoned.');
    return connectionOf(hallway, room, hallway.enter({ room, participant, password }, userKey, report));
  };
  return { id: 'hallway', capabilities, load: async () => ({ id: 'hallway', capabilities, connect }) };
}
