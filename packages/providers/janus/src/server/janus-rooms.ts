import {
  type CredentialsRequest,
  isVideoError,
  type Json,
  type ProviderBackend,
  type ProviderObservation,
} from '@patchbay/contract';
import type { JanusAccess, JanusAdmin, JanusAdminParts, JanusFields, JanusPlugin } from './janus-admin.ts';
import { hasEnded, isOfParticipant, nameRoomToken, roomSecret, signJanusToken } from './janus-tokens.ts';

export type JanusRoomSettings = Pick<JanusAccess, 'adminKey' | 'tokenSecret'> & {
  /** Of the WebSocket, for browsers. */
  readonly url: string;
  readonly iceServers: Json;
  readonly recordingFolder: string | undefined;
};

export type JanusRooms = Omit<ProviderBackend, 'id' | 'close' | 'receiveWebhook'>;

/** The longest call: Janus takes no new token for a session that has one. */
const longestMilliseconds = 12 * 60 * 60 * 1000;
const plugins = ['videoroom', 'textroom'] as const satisfies readonly JanusPlugin[];

/** A room is two of one name: VideoRoom carries media, TextRoom messages. Janus keeps both until they are ended. */
export function createJanusRooms(
  admin: JanusAdmin,
  settings: JanusRoomSettings,
  { now, randomId }: Pick<JanusAdminParts, 'now' | 'randomId'>,
): JanusRooms {
  const { url, iceServers, recordingFolder, adminKey: admin_key, tokenSecret } = settings;
  /** Janus does not tell the size of a room; `createRoom` comes before every ticket. */
  const sizes = new Map<string, number>();
  const own = (room: string) => ({ room, secret: roomSecret(tokenSecret, room) });
  const onBoth = (request: JanusFields, ...harmless: readonly string[]) =>
    Promise.all(plugins.map((plugin) => unless(harmless, admin.ask(plugin, request))));

  /** The room's tokens after the change. */
  const allow = async (room: string, action: 'add' | 'remove', allowed: readonly string[]) => {
    const [answer] = await onBoth({ request: 'allowed', ...own(room), action, allowed });
    return listOf(answer?.['allowed']).map(String);
  };
  const takeBack = async (room: string, tokens: readonly string[]) => {
    if (tokens.length > 0) await allow(room, 'remove', tokens);
  };
  const namesIn = async (plugin: JanusPlugin, room: string): Promise<readonly string[]> => {
    const answer = await unless(gone, admin.ask(plugin, { request: 'listparticipants', ...own(room) }));
    return listOf(answer?.['participants']).map((person) => {
      const { id, username } = Object(person) as JanusFields;
      return String(id ?? username);
    });
  };

  return {
    async createRoom({ room, maxParticipants }) {
      sizes.set(room, maxParticipants);
      const about = {
        request: 'create',
        ...own(room),
        admin_key,
        permanent: false,
        is_private: true,
        allowed: [],
      };
      await unless(
        [taken.videoroom],
        admin.ask('videoroom', { ...about, ...videoRoom(maxParticipants, recordingFolder) }),
      );
      await unless([taken.textroom], admin.ask('textroom', about));
      return room;
    },

    async endRoom(room) {
      sizes.delete(room);
      await onBoth({ request: 'destroy', ...own(room) }, ...gone);
    },

    async mintCredentials({ room, participant, ttlSeconds }: CredentialsRequest) {
      const roomToken = nameRoomToken(participant, now() + ttlSeconds * 1000, randomId());
      const tokens = await allow(room, 'add', [roomToken]);
      await takeBack(
        room,
        tokens.filter((token) => hasEnded(token, now())),
      );
      const token = signJanusToken(tokenSecret, now() + longestMilliseconds);
      const maxParticipants = sizes.get(room) ?? Number.MAX_SAFE_INTEGER;
      return { url, token, room, roomToken, participant, maxParticipants, iceServers };
    },

    async removeParticipant(room, participant) {
      const tokens = await unless(gone, allow(room, 'add', []));
      await takeBack(
        room,
        (tokens ?? []).filter((token) => isOfParticipant(token, participant)),
      );
      const isTheirs = (name: string) => participantOf(name) === participant;
      for (const id of (await namesIn('videoroom', room)).filter(isTheirs)) {
        await unless(
          [...gone, 'videoroom 428'],
          admin.ask('videoroom', { request: 'kick', ...own(room), id }),
        );
      }
      // Not by the Admin API: with event handlers on, TextRoom 1.1.2 then ends the whole of Janus (`janus_textroom.c`, "kick").
      for (const username of (await namesIn('textroom', room)).filter(isTheirs)) {
        await unless(
          [...gone, 'textroom 423'],
          admin.askAsClient('textroom', { request: 'kick', ...own(room), username }),
        );
      }
    },

    async listParticipants(room) {
      const names = await namesIn('videoroom', room);
      return names.map((connection): ProviderObservation => ({
        kind: 'present',
        room,
        participant: participantOf(connection),
        connection,
        participantClass: 'person',
        at: now(),
        precision: 1,
        source: 'roster-poll',
      }));
    },

    startRecording: async (room) =>
      void (await admin.ask('videoroom', { request: 'enable_recording', ...own(room), record: true })),
    stopRecording: async (room) =>
      void (await unless(
        gone,
        admin.ask('videoroom', { request: 'enable_recording', ...own(room), record: false }),
      )),

    check: async () => {
      try {
        for (const plugin of plugins) await admin.ask(plugin, { request: 'exists', room: 'patchbay-check' });
        return { reachable: true, detail: 'Janus answers, has both plugins and takes texts as ids.' };
      } catch (error) {
        return {
          reachable: false,
          detail: isVideoError(error) ? error.message : 'Janus could not be asked.',
        };
      }
    },
  };
}

const gone = ['videoroom 426', 'textroom 417'];
const taken = { videoroom: 'videoroom 427', textroom: 'textroom 418' } as const;

/**
 * Janus limits senders and not people: twice the room's size, so that who comes back is not refused by who they were. Only
 * those who are in the room may receive (`require_pvtid`), and only with the secret is anything recorded.
 */
const videoRoom = (maxParticipants: number, recordingFolder: string | undefined) => ({
  publishers: maxParticipants * 2,
  notify_joining: true,
  require_pvtid: true,
  audiolevel_event: true,
  lock_record: true,
  ...(recordingFolder && { rec_dir: recordingFolder }),
});

/** As the client half names connections: `<participant>~<when>~<chance>`. */
export const participantOf = (connection: string): string => connection.split('~')[0] ?? connection;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Undefined in place of one of these errors. */
async function unless<Value>(harmless: readonly string[], asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isVideoError(error) && harmless.includes(error.vendorCode ?? '')) return undefined;
    throw error;
  }
}
