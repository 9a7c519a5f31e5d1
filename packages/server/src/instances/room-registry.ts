import {
  isVideoError,
  type Json,
  type ProviderId,
  type RoomHost,
  type RoomInstances,
  type RoomOwner,
  type RoomWays,
  VideoError,
} from '@patchbay/contract';
import type { Exchange } from './exchange.ts';
import { MovedError } from './exchange-failure.ts';
import type { RoomRows } from './room-rows.ts';

/** One provider's rooms in this instance, and the way to those in others. */
export interface RoomRegistry extends RoomInstances {
  owned(): number;
  /** Connected again after a break: what others have taken meanwhile is theirs. */
  reclaim(): Promise<void>;
}

export interface RoomRegistryParts {
  readonly provider: ProviderId;
  readonly self: number;
  readonly rows: RoomRows;
  readonly exchange: Exchange;
  /** Resolves when rooms may be claimed; rejects when this instance is cut off. */
  readonly ready: () => Promise<void>;
  readonly isCutOff: () => boolean;
}

/** A room that moves more often than this while it is asked for is not found. */
const attempts = 4;

export function createRoomRegistry(parts: RoomRegistryParts): RoomRegistry {
  const { provider, self, rows, exchange, ready, isCutOff } = parts;
  const owned = new Set<string>();
  const claiming = new Map<string, Promise<number>>();
  const releasing = new Map<string, Promise<void>>();
  let host: RoomHost | undefined;

  const cutOff = (cause: unknown): VideoError =>
    isVideoError(cause)
      ? cause
      : new VideoError('unreachable', 'It cannot be told which instance has the room. Try again.', {
          provider,
          retryable: true,
          cause,
        });
  const known = async <Value>(work: Promise<Value>): Promise<Value> =>
    work.catch((cause: unknown) => {
      throw cutOff(cause);
    });

  async function claim(room: string): Promise<number> {
    await releasing.get(room);
    await ready();
    if (host === undefined) throw cutOff(undefined);
    const owner = await rows.claim(provider, room, self);
    if (owner !== self || owned.has(room)) return owner;
    const barred = await rows.barredIn(provider, room);
    // Nothing more is served here meanwhile: the row is gone, or goes.
    if (host === undefined) throw cutOff(undefined);
    owned.add(room);
    host.take(room, barred);
    return owner;
  }
  function claimOnce(room: string): Promise<number> {
    const under = claiming.get(room);
    if (under !== undefined) return under;
    const begun = claim(room).finally(() => claiming.delete(room));
    claiming.set(room, begun);
    return begun;
  }
  function release(room: string): void {
    if (!owned.delete(room)) return;
    const done = rows
      .release(provider, room, self)
      // Then it stays this one's until somebody asks for it here.
      .catch(() => undefined)
      .finally(() => releasing.delete(room));
    releasing.set(room, done);
  }

  async function at<Value>(room: string, ways: RoomWays<Value>): Promise<Value> {
    const { here, there, nowhere } = ways;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (owned.has(room)) return here();
      let owner: number | undefined;
      if (nowhere !== undefined) {
        await known(ready());
        owner = await known(rows.ownerOf(provider, room));
        if (owner === undefined) return nowhere();
      }
      // One that is this one's by its row alone is claimed like any other.
      if (owner === undefined || owner === self) owner = await known(claimOnce(room));
      if (owner === self) continue;
      try {
        return await there(wayTo(owner, room));
      } catch (error) {
        if (!(error instanceof MovedError)) throw error;
      }
    }
    throw cutOff(undefined);
  }
  const wayTo = (owner: number, room: string): RoomOwner => ({
    ask: (request) => exchange.ask(owner, provider, { room, request }),
    connect: () => exchange.open(owner, provider, { room, request: null }),
  });

  /** Others ask for what they take to be here; what has moved meanwhile they find elsewhere. */
  async function asked<Value>(
    body: Json,
    work: (room: string, request: Json, host: RoomHost) => Promise<Value>,
  ): Promise<Value> {
    const { room, request = null } = body as { readonly room: string; readonly request?: Json };
    // This one's by its row alone, where letting it go has failed.
    if (!owned.has(room) && (await rows.ownerOf(provider, room)) === self) await claimOnce(room);
    if (host === undefined || !owned.has(room)) throw new MovedError('It has moved.');
    return work(room, request, host);
  }

  exchange.serve(provider, {
    answer: (body) => asked(body, (room, request, { answer }) => answer(room, request)),
    admit: (body) =>
      asked(
        body,
        async (room, _request, { accept }) =>
          (socket) =>
            accept(room, socket),
      ),
  });

  return {
    serve: (given) => void (host = given),
    at,
    isCutOff,
    release,
    guests: {
      bar: (room, barred) => known(rows.bar(provider, room, barred)),
      readmit: (room, path) => known(rows.readmit(provider, room, path)),
    },
    owned: () => owned.size,
    async reclaim() {
      for (const room of owned) {
        if ((await rows.claim(provider, room, self)) === self || !owned.delete(room)) continue;
        host?.lose(room);
      }
    },
    async leave() {
      host = undefined;
      owned.clear();
      await rows.releaseAll(provider, self).catch(() => undefined);
    },
  };
}
