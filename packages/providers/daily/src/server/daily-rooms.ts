import { type ProviderBackend, type ProviderObservation, unlessGone } from '@patchbay/contract';
import { garbage, listOf, textOf, type DailyRest, userOf } from './daily-rest.ts';

/** Daily keeps a room until it expires; it has no time limit for empty ones. Put off with every ticket. */
const lifetimeSeconds = 24 * 60 * 60;

/** Rooms have names of Daily's: an account in HIPAA mode takes no others. */
export function createDailyRooms(rest: DailyRest, now: () => number) {
  const pathOf = (room: string, verb = ''): string => `/rooms/${encodeURIComponent(room)}${verb}`;
  const expiry = () => Math.ceil(now() / 1000) + lifetimeSeconds;

  return {
    async createRoom({ vendorRoom, maxParticipants }) {
      const kept =
        vendorRoom !== undefined &&
        (await unlessGone(rest('POST', pathOf(vendorRoom), { properties: { exp: expiry() } })));
      if (kept) return textOf(kept, 'name');
      const properties = {
        exp: expiry(),
        max_participants: maxParticipants,
        // The later of two joins of one person ends the earlier, also one that cannot be reached.
        enforce_unique_user_ids: true,
      };
      return textOf(await rest('POST', '/rooms', { privacy: 'private', properties }), 'name');
    },

    endRoom: async (room) => void (await unlessGone(rest('DELETE', pathOf(room)))),

    removeParticipant: async (room, participant) =>
      void (await unlessGone(rest('POST', pathOf(room, '/eject'), { user_ids: [participant] }))),

    async listParticipants(room) {
      const answer = await unlessGone(rest('GET', pathOf(room, '/presence')));
      const common = { kind: 'present', room, participantClass: 'person', source: 'roster-poll' } as const;
      return (answer ? listOf(answer, 'data') : []).map((found): ProviderObservation => {
        const [participant, connection] = [userOf(found['userId']), textOf(found, 'id')];
        return { ...common, participant, connection, at: now(), precision: 1 };
      });
    },

    startRecording: async (room) => {
      await rest('POST', pathOf(room), { properties: { enable_recording: 'cloud' } });
      await rest('POST', pathOf(room, '/recordings/start'), {});
    },
    stopRecording: async (room) =>
      void (await unlessGone(rest('POST', pathOf(room, '/recordings/stop'), {}))),

    check: () =>
      rest('GET', '/').then(
        () => ({ reachable: true, detail: 'Daily answers and accepts the API key.' }),
        (error: Error) => ({ reachable: false, detail: error.message }),
      ),
  } satisfies Partial<ProviderBackend>;
}

/** The account's domain: its name is part of every room's address, its id of every token. Asked once. */
export function createDailyDomain(
  rest: DailyRest,
): () => Promise<{ readonly id: string; readonly name: string }> {
  let known: { readonly id: string; readonly name: string } | undefined;
  return async () => {
    if (known) return known;
    const answer = await rest('GET', '/');
    const [id, name] = [textOf(answer, 'domain_id'), textOf(answer, 'domain_name')];
    // It becomes a host name.
    if (!/^[a-z0-9-]+$/i.test(name)) throw garbage();
    known = { id, name };
    return known;
  };
}
