import { type BackendContext, isVideoError, type Json, type ProviderBackend } from '@patchbay/contract';
import { janusError } from '../janus-errors.ts';
import { fieldsOf, type JanusAdmin } from './janus-admin.ts';
import { endOfRoomToken, nameRoomToken, roomSecret, signJanusToken } from './janus-tokens.ts';

type Texts = Readonly<Record<'url' | 'adminKey' | 'tokenSecret' | 'recordingFolder', string>>;
/** `url` is the WebSocket's, for browsers; without a `recordingFolder` Janus records to where it runs. */
export type JanusRoomTerms = Texts & Pick<BackendContext, 'now' | 'randomId'> & { readonly iceServers: Json };

/** The longest call: a session keeps the token that it began with. */
const longestMilliseconds = 12 * 60 * 60 * 1000;
const plugins = ['videoroom', 'textroom'] as const;
const gone = ['videoroom 426', 'textroom 417', 'videoroom 428'];
const taken = ['videoroom 427', 'textroom 418'];
const person = { participantClass: 'person', precision: 1, source: 'roster-poll' } as const;

/** A room is two of one name: VideoRoom carries media, TextRoom messages. Janus keeps both until they are ended. */
export function createJanusRooms(ask: JanusAdmin, terms: JanusRoomTerms) {
  const { url, iceServers, recordingFolder, adminKey: admin_key, tokenSecret, now, randomId } = terms;
  /** Janus does not tell the size of a room; `createRoom` comes before every ticket. */
  const sizes = new Map<string, number>();
  const inVideo = (request: string, room: string, fields: object = {}) =>
    ask('videoroom', { request, room, secret: roomSecret(tokenSecret, room), ...fields });
  const inBoth = async (request: string, room: string, fields: object = {}, harmless = gone) => {
    const all = { request, room, secret: roomSecret(tokenSecret, room), ...fields };
    return Promise.all(plugins.map((plugin) => unless(harmless, ask(plugin, all))));
  };
  /** Changes who may join; resolves with the tokens that may now. */
  const allow = async (room: string, action: 'add' | 'remove', allowed: readonly string[]) => {
    const [answer] = await inBoth('allowed', room, { action, allowed });
    return listOf(answer?.['allowed']).map(String);
  };
  const namesIn = async (room: string): Promise<readonly string[]> => {
    const answer = await unless(gone, inVideo('listparticipants', room));
    return listOf(answer?.['participants']).map((each) => String(fieldsOf(each)['id']));
  };

  return {
    async createRoom({ room, maxParticipants }) {
      sizes.set(room, maxParticipants);
      const folder = recordingFolder && { rec_dir: recordingFolder };
      const about = { admin_key, is_private: true, allowed: [], ...videoOnly(maxParticipants), ...folder };
      await inBoth('create', room, about, taken);
      return room;
    },
    async endRoom(room) {
      sizes.delete(room);
      await inBoth('destroy', room);
    },
    async mintCredentials({ room, participant, ttlSeconds }) {
      const roomToken = nameRoomToken(participant, now() + ttlSeconds * 1000, randomId());
      const tokens = await allow(room, 'add', [roomToken]);
      if (!tokens.includes(roomToken)) throw janusError('videoroom', 426);
      const ended = tokens.filter((token) => endOfRoomToken(token) <= now());
      if (ended.length > 0) await allow(room, 'remove', ended);
      const token = signJanusToken(tokenSecret, now() + longestMilliseconds);
      const maxParticipants = sizes.get(room) ?? Number.MAX_SAFE_INTEGER;
      return { url, token, room, roomToken, participant, maxParticipants, iceServers };
    },
    async removeParticipant(room, participant) {
      const tokens = await allow(room, 'add', []);
      const theirs = tokens.filter((token) => token.startsWith(`${participant}.`));
      await allow(room, 'remove', theirs);
      const connections = (await namesIn(room)).filter((name) => participantOf(name) === participant);
      for (const id of connections) await unless(gone, inVideo('kick', room, { id }));
    },
    async listParticipants(room) {
      const about = { ...person, kind: 'present', room, at: now() } as const;
      const names = await namesIn(room);
      return names.map((connection) => ({ ...about, participant: participantOf(connection), connection }));
    },
    startRecording: async (room) => void (await inVideo('enable_recording', room, { record: true })),
    stopRecording: async (room) =>
      void (await unless(gone, inVideo('enable_recording', room, { record: false }))),
    async check() {
      const asked = inBoth('exists', 'patchbay-check');
      const failure = await asked.then(
        () => undefined,
        (error: Error) => error.message,
      );
      const fine = 'Janus answers, has both plugins and takes texts as ids.';
      return { reachable: failure === undefined, detail: failure ?? fine };
    },
  } satisfies Partial<ProviderBackend>;
}

/** Janus limits senders, not people: twice the size, so that who comes back is not refused because of who they were. */
const videoOnly = (size: number) =>
  ({ notify_joining: true, require_pvtid: true, lock_record: true, publishers: size * 2 }) as const;

/** As the client half names connections: `<participant>~<when>~<chance>`. */
export const participantOf = (connection: string): string => connection.split('~')[0] ?? '';

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Undefined in place of one of these errors. */
const unless = <Value>(harmless: readonly string[], asked: Promise<Value>): Promise<Value | undefined> =>
  asked.catch((error: unknown) => {
    if (isVideoError(error) && harmless.includes(error.vendorCode ?? '')) return undefined;
    throw error;
  });
