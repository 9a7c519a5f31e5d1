import type { Schedule } from '../backends/schedule.ts';
import type { DatabaseClient } from '../database/database-pool.ts';
import { describeError, type Log } from '../observation/log.ts';
import {
  channelOf,
  instancesAlive,
  type ListeningSession,
  openListeningSession,
  type SessionTerms,
} from './listening-session.ts';
import {
  createNotificationSeal,
  longestPart,
  type NotificationSeal,
  type SealRefusal,
} from './notification-seal.ts';
import { partsOf, textJoiner } from './text-parts.ts';
import type { Wire, WireListener } from './wire.ts';
import { within } from '../backends/within.ts';

export interface PostgresWireParts extends Pick<SessionTerms, 'pool' | 'random'> {
  /** All instances' secret. */
  readonly key: Uint8Array;
  readonly schedule: Schedule;
  readonly log: Log;
  readonly onRefused: (reason: SealRefusal | 'too-long') => void;
}

interface Current extends ListeningSession {
  readonly seal: NotificationSeal;
}

/** Milliseconds. */
const timing = { look: 1_000, answer: 5_000, firstPause: 100, longestPause: 5_000, farewell: 2_000 };
/** Bytes that may wait for the database, and those of one text. */
const [longestQueue, longestText] = [8_388_608, 2_097_152];
/** Notifications of one transaction. */
const batch = 64;
const notify =
  'SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS batch (channel, payload)';

/**
 * Texts between instances as notifications of PostgreSQL, on one connection of the pool that is made again when it breaks.
 * Rejects when the first one cannot be made.
 */
export async function openPostgresWire(parts: PostgresWireParts): Promise<Wire> {
  const { pool, random, key, schedule, log, onRefused } = parts;
  let listener: WireListener | undefined;
  let current: Current | undefined;
  let before: ListeningSession | undefined;
  let alive: ReadonlySet<number> = new Set();
  let queue: (readonly [channel: string, payload: string])[] = [];
  let [queued, pauses, isSending, isClosed] = [0, 0, false, false];
  let cancel = (): void => undefined;
  const joiners = new Map<number, ReturnType<typeof textJoiner>>();
  const late = (): Error => new Error('The database does not answer.');

  function receive(client: DatabaseClient, payload: string): void {
    if (current?.client !== client) return;
    const opened = current.seal.open(payload);
    if (typeof opened === 'string') return onRefused(opened);
    const { from, follows, part } = opened;
    const joiner = joiners.get(from) ?? textJoiner(longestText);
    joiners.set(from, joiner);
    if (follows === 'after-a-gap') lose(from);
    const joined = joiner.add(part);
    if (joined === 'too-long') {
      onRefused('too-long');
      lose(from);
    } else if (joined !== 'incomplete') listener?.onText(from, joined.text);
  }
  function lose(peer: number): void {
    joiners.get(peer)?.clear();
    listener?.onLost(peer);
  }

  async function connect(): Promise<Current> {
    const opening = openListeningSession(
      { pool, random, onNotification: receive, onBroken: (client) => breakOff(client) },
      before,
    );
    const session = await within(schedule, timing.answer, opening, late).catch((error: unknown) => {
      opening.then(
        ({ client }) => client.release(late()),
        () => undefined,
      );
      throw error;
    });
    [before, alive] = [session, session.alive];
    return { ...session, seal: createNotificationSeal(key, session.self) };
  }
  function begin(session: Current): void {
    [current, pauses] = [session, 0];
    log({ level: 'info', event: 'instances-connected', instances: alive.size });
    listener?.onUp();
    cancel = schedule(look, timing.look);
  }
  function look(): void {
    if (current === undefined) return;
    const { client } = current;
    within(schedule, timing.answer, instancesAlive(client), late).then(
      (found) => {
        if (current?.client !== client) return;
        const gone = [...alive].filter((instance) => !found.has(instance));
        alive = found;
        for (const peer of gone) {
          joiners.delete(peer);
          listener?.onLost(peer);
        }
        cancel = schedule(look, timing.look);
      },
      (error: unknown) => breakOff(client, error),
    );
  }
  function breakOff(client: DatabaseClient, error: unknown = new Error('The connection broke.')): void {
    if (current?.client !== client) return;
    cancel();
    current = undefined;
    [queue, queued, isSending] = [[], 0, false];
    joiners.clear();
    client.release(error instanceof Error ? error : late());
    if (isClosed) return;
    log({ level: 'warn', event: 'instances-connection-lost', ...describeError(error) });
    listener?.onDown();
    again();
  }
  function again(): void {
    // Between half and the whole, so that many who were cut off together do not come back together.
    const pause = Math.min(timing.firstPause * 2 ** pauses, timing.longestPause) * (0.5 + random() / 2);
    pauses += 1;
    cancel = schedule(() => {
      connect().then(
        (session) => (isClosed ? session.client.release(late()) : begin(session)),
        () => isClosed || again(),
      );
    }, pause);
  }

  function flush(): void {
    if (isSending || current === undefined || queue.length === 0) return;
    const { client } = current;
    const sent = queue.splice(0, batch);
    isSending = true;
    client.query(notify, [sent.map(([channel]) => channel), sent.map(([, payload]) => payload)]).then(
      () => {
        if (current?.client !== client) return;
        isSending = false;
        for (const [, { length }] of sent) queued -= length;
        flush();
      },
      (error: unknown) => breakOff(client, error),
    );
  }

  const first = await connect();
  begin(first);
  return {
    self: first.self,
    peers: () => new Set([...alive].filter((instance) => instance !== first.self)),
    isUp: () => current !== undefined,
    send(to, text) {
      if (current === undefined || queued > longestQueue) return false;
      const { seal } = current;
      for (const part of partsOf(text, longestPart)) {
        const payload = seal.seal(to, part);
        queued += payload.length;
        queue.push([channelOf(to), payload]);
      }
      flush();
      return true;
    },
    listen(given) {
      listener = given;
      if (current !== undefined) given.onUp();
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      const deadline = new Promise<void>((resolve) => void schedule(resolve, timing.farewell));
      const sent = new Promise<void>((resolve) => {
        const wait = (): void =>
          queue.length === 0 && !isSending ? resolve() : void schedule(wait, timing.look / 100);
        wait();
      });
      await Promise.race([sent, deadline]);
      cancel();
      if (current !== undefined) breakOff(current.client);
    },
  };
}
