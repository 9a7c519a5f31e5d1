import { VideoError } from '@patchbay/contract';
import type {
  ParticipantClass,
  ProviderBackend,
  ProviderObservation,
  VideoErrorCode,
} from '@patchbay/contract';
import { ParticipantInfo_State, RoomServiceClient, ServerError } from 'livekit-server-sdk';

export interface LivekitAccess {
  /** Of the server, `ws`, `wss`, `http` or `https`. */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

export type LivekitRooms = Pick<
  ProviderBackend,
  'createRoom' | 'endRoom' | 'removeParticipant' | 'listParticipants' | 'check'
>;

/** All calls are safe to repeat, which matters: on LiveKit Cloud the SDK itself repeats them in other regions. */
export function createLivekitRooms(access: LivekitAccess, now: () => number): LivekitRooms {
  const client = new RoomServiceClient(access.url, access.apiKey, access.apiSecret);
  return {
    createRoom: ({ room: name, maxParticipants, emptyTimeoutSeconds: emptyTimeout }) =>
      call(async () => {
        await client.createRoom({ name, maxParticipants, emptyTimeout, departureTimeout: emptyTimeout });
        return name;
      }),

    endRoom: (room) => call(() => client.deleteRoom(room), undefined),

    removeParticipant: (room, participant) => {
      // Tokens minted up to now are dead on LiveKit Cloud. Left out, it would be those of the next minute too.
      const revokeTokenTs = BigInt(Math.floor(now() / 1000) + 1);
      return call(() => client.removeParticipant(room, participant, { revokeTokenTs }), undefined);
    },

    listParticipants: (room) =>
      call(async () => {
        const participants = await client.listParticipants(room);
        return participants
          .filter(({ state }) => state === ParticipantInfo_State.ACTIVE)
          .map((participant): ProviderObservation => ({
            kind: 'present',
            room,
            participant: participant.identity,
            connection: participant.sid,
            participantClass: participantClassOf(participant.kind),
            at: now(),
            precision: 1,
            source: 'roster-poll',
          }));
      }, []),

    check: () =>
      call(() => client.listRooms(['patchbay-check'])).then(
        () => ({ reachable: true, detail: 'LiveKit answers and accepts the API key.' }),
        (error: VideoError) => ({ reachable: false, detail: error.message }),
      ),
  };
}

/** `ParticipantInfo.Kind` by number; the SDK does not export the enum. */
const classes: Readonly<Record<number, ParticipantClass>> = {
  0: 'person', // STANDARD
  1: 'agent', // INGRESS: a stream fed in
  2: 'recorder', // EGRESS
  3: 'sip', // SIP
  4: 'agent', // AGENT
  7: 'sip', // CONNECTOR: a call from another network
  8: 'agent', // BRIDGE
};

/** A kind that is not in the table is newer than this file and no person's browser. */
export const participantClassOf = (kind: number): ParticipantClass => classes[kind] ?? 'agent';

/** With `gone`, "not found" is that result instead of an error. */
async function call<Value>(request: () => Promise<Value>, ...gone: readonly Value[]): Promise<Value> {
  try {
    return await request();
  } catch (cause) {
    if (!(cause instanceof ServerError)) throw fail(cause, 'network', unreachable);
    if (gone.length > 0 && cause.code === 'not_found') return gone[0] as Value;
    // A proxy before LiveKit answers without a code of its own.
    const vendorCode = cause.code ?? String(cause.status);
    const failure = failures[vendorCode] ?? failed;
    // A refusal repeats the token that was refused.
    throw fail(failure === rejected ? undefined : cause, vendorCode, failure);
  }
}

type Failure = readonly [code: VideoErrorCode, message: string];

const unreachable: Failure = ['unreachable', 'The LiveKit server could not be reached. Does it run?'];
const rejected: Failure = ['credentials-rejected', 'LiveKit refused the API key or secret. Check both.'];
const failed: Failure = ['provider-failure', 'The LiveKit server failed. Try again.'];
const failures: Readonly<Record<string, Failure>> = {
  not_found: ['room-not-found', 'LiveKit knows no such room.'],
  unauthenticated: rejected,
  permission_denied: rejected,
  '401': rejected,
  invalid_argument: ['invalid-argument', 'LiveKit refused an argument of the request.'],
};

const fail = (cause: unknown, vendorCode: string, [code, message]: Failure): VideoError => {
  const retryable = code === 'provider-failure' || code === 'unreachable';
  return new VideoError(code, message, { provider: 'livekit', cause, vendorCode, retryable });
};
