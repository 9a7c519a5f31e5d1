import { databaseFailure } from '../database/database-failure.ts';
import type { PostgresRow } from '@patchbay/metering';
import type { ConsultId } from '@patchbay/contract';
import type { DatabasePool } from '../database/database-pool.ts';
import { migrate } from '../database/migrate.ts';
import type { Consult } from './consult.ts';
import type { ConsultStore } from './consult-store.ts';
import { consultMigrations } from './postgres-consult-schema.ts';
import { firstDue, type StateChange, type UnfinishedChange } from './state-change.ts';

export interface PostgresConsultStoreOptions {
  /** Stays the caller's: `close` does not end it. Tables are made in the first schema of its search path. */
  readonly pool: DatabasePool;
  /** Where it is, for messages. */
  readonly place: string;
  /** Milliseconds since the Unix epoch; dates migrations. */
  readonly now: () => number;
}

/** Consults in PostgreSQL, for several instances at once: every method is one statement. Rejects with `StoreError`. */
export async function openPostgresConsultStore({
  pool,
  place,
  now,
}: PostgresConsultStoreOptions): Promise<ConsultStore> {
  try {
    await migrate(pool, consultMigrations, now);
  } catch (error) {
    throw databaseFailure(place, error);
  }
  const run = async (text: string, ...values: unknown[]): Promise<readonly PostgresRow[]> => {
    try {
      return (await pool.query(text, values)).rows;
    } catch (error) {
      throw databaseFailure(place, error);
    }
  };
  const changes = async (text: string, ...values: unknown[]): Promise<boolean> =>
    (await run(text, ...values)).length === 1;
  const text = async (sql: string, ...values: unknown[]): Promise<string | undefined> => {
    const [row] = await run(`SELECT text FROM (${sql}) AS found (text)`, ...values);
    return row === undefined ? undefined : String(row['text']);
  };
  /** `update` takes whatever is given beyond the five values of the change. */
  const change = (
    update: string,
    id: ConsultId,
    kind: UnfinishedChange['kind'],
    { payload, at }: StateChange,
    ...values: unknown[]
  ): Promise<boolean> =>
    changes(
      `WITH changed AS (${update} RETURNING id)
       INSERT INTO consult_unfinished SELECT id, $2, $3, $4, $5 FROM changed RETURNING consult_id`,
      id,
      kind,
      JSON.stringify(payload),
      at,
      at + firstDue,
      ...values,
    );
  return {
    insert: async (consult) => {
      await run(
        'INSERT INTO consult VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
        consult.id,
        consult.tenant,
        JSON.stringify(consult.carriers),
        consult.room,
        consult.phi,
        JSON.stringify(consult.features),
        consult.maxParticipants,
        consult.state,
        consult.createdAt,
        consult.endedAt ?? null,
      );
    },
    find: async (id) => consultOf(await run('SELECT * FROM consult WHERE id = $1', id)),
    findAll: async (ids) => {
      // PostgreSQL refuses the question for one text with a NUL, which nothing in it can have.
      const possible = ids.filter((id) => !id.includes('\0'));
      const rows = await run('SELECT * FROM consult WHERE id = ANY($1)', possible);
      const found = rows.flatMap((row) => consultOf([row]) ?? []);
      return new Map(found.map((consult) => [consult.id, consult]));
    },
    findByRoom: async (provider, room) =>
      consultOf(
        await run(
          `SELECT consult.* FROM consult_room JOIN consult ON consult.id = consult_id
           WHERE provider = $1 AND consult_room.room = $2`,
          provider,
          room,
        ),
      ),
    roomAt: (id, provider) =>
      text(
        'SELECT room FROM consult_room WHERE consult_id = $1 AND provider = $2 ORDER BY sequence DESC LIMIT 1',
        id,
        provider,
      ),
    rememberRoom: async (id, provider, room) => {
      await run(
        'INSERT INTO consult_room (provider, room, consult_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        provider,
        room,
        id,
      );
    },
    open: async () => {
      const rows = await run("SELECT * FROM consult WHERE state = 'open' ORDER BY created_at, id");
      return rows.flatMap((row) => consultOf([row]) ?? []);
    },
    openingSince: async (before) => {
      const rows = await run("SELECT * FROM consult WHERE state = 'opening' AND created_at < $1", before);
      return rows.flatMap((row) => consultOf([row]) ?? []);
    },
    markOpen: (id, carriers, made) =>
      change(
        "UPDATE consult SET carriers = $6, state = 'open' WHERE id = $1 AND state = 'opening'",
        id,
        'consult-created',
        made,
        JSON.stringify(carriers),
      ),
    markFailed: (id, made) =>
      change(
        "UPDATE consult SET state = 'failed', ended_at = $4 WHERE id = $1 AND state = 'opening'",
        id,
        'consult-failed',
        made,
      ),
    markEnded: (id, made) =>
      change(
        "UPDATE consult SET state = 'ended', ended_at = $4 WHERE id = $1 AND state <> 'ended'",
        id,
        'consult-ended',
        made,
      ),
    unfinished: async (dueBy) => {
      const sql = 'SELECT * FROM consult_unfinished WHERE due_at <= $1 ORDER BY due_at LIMIT 100';
      return (await run(sql, dueBy)).map(unfinishedOf);
    },
    claim: ({ consultId, kind, dueAt: before }, dueAt) =>
      changes(
        `UPDATE consult_unfinished SET due_at = $4 WHERE consult_id = $1 AND kind = $2 AND due_at = $3
         RETURNING consult_id`,
        consultId,
        kind,
        before,
        dueAt,
      ),
    finish: async (id, kind) => {
      await run(
        `WITH connections AS (DELETE FROM consult_connection WHERE consult_id = $1 AND $2 <> 'consult-created')
         DELETE FROM consult_unfinished WHERE consult_id = $1 AND kind = $2`,
        id,
        kind,
      );
    },
    // It waits for an end that is under way, and then writes nothing: what is written is there to be forgotten after the end.
    rememberConnection: async (provider, room, connection, participant) => {
      await run(
        `INSERT INTO consult_connection SELECT consult.id, $1, $3, $4
         FROM consult_room JOIN consult ON consult.id = consult_id
         WHERE provider = $1 AND consult_room.room = $2 AND state = 'open' FOR SHARE OF consult
         ON CONFLICT DO NOTHING`,
        provider,
        room,
        connection,
        participant,
      );
    },
    connectionsIn: async (provider, room) => {
      const rows = await run(
        `SELECT connection, participant FROM consult_connection JOIN consult_room USING (consult_id, provider)
         WHERE provider = $1 AND room = $2`,
        provider,
        room,
      );
      return new Map(rows.map((row) => [String(row['connection']), String(row['participant'])]));
    },
    takeSeat: (id, participant, person) =>
      changes(
        `INSERT INTO consult_seat SELECT id, $2, $3 FROM consult WHERE id = $1 AND state = 'open'
         ON CONFLICT (consult_id, participant) DO UPDATE SET person = excluded.person RETURNING consult_id`,
        id,
        participant,
        person,
      ),
    participantsOf: async (id) => {
      const rows = await run('SELECT participant FROM consult_seat WHERE consult_id = $1', id);
      return rows.map((row) => String(row['participant']));
    },
    personIn: (id, participant) =>
      text('SELECT person FROM consult_seat WHERE consult_id = $1 AND participant = $2', id, participant),
    forgetSeats: async (tenant, person, endedBefore) => {
      const [row] = await run(
        `WITH seats AS (
           SELECT consult_id, participant, coalesce(ended_at < $3, false) AS over
           FROM consult_seat JOIN consult ON consult.id = consult_id WHERE person = $2 AND tenant = $1),
         forgotten AS (
           DELETE FROM consult_seat USING seats
           WHERE over AND consult_seat.consult_id = seats.consult_id AND consult_seat.participant = seats.participant
           RETURNING 1)
         SELECT (SELECT count(*) FROM forgotten) AS forgotten, (SELECT count(*) FROM seats WHERE NOT over) AS waiting`,
        tenant,
        person,
        endedBefore,
      );
      return { forgotten: Number(row?.['forgotten']), waiting: Number(row?.['waiting']) };
    },
    hasDelivery: async (provider, deliveryId) => {
      const sql = 'SELECT delivery_id FROM consult_delivery WHERE provider = $1 AND delivery_id = $2';
      return (await text(sql, provider, deliveryId)) !== undefined;
    },
    // A few old ones each time, and none that another instance is at.
    recordDelivery: (provider, deliveryId, receivedAt, forgetBefore) =>
      changes(
        `WITH forgotten AS (
           DELETE FROM consult_delivery WHERE (provider, delivery_id) IN (
             SELECT provider, delivery_id FROM consult_delivery WHERE received_at < $4
             ORDER BY received_at LIMIT 100 FOR UPDATE SKIP LOCKED))
         INSERT INTO consult_delivery VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING provider`,
        provider,
        deliveryId,
        receivedAt,
        forgetBefore,
      ),
    check: async () => void (await run('SELECT 1 FROM consult LIMIT 1')),
    close: () => Promise.resolve(),
  };
}

function consultOf([row]: readonly PostgresRow[]): Consult | undefined {
  if (row === undefined) return undefined;
  return {
    id: String(row['id']),
    tenant: String(row['tenant']),
    carriers: row['carriers'] as Consult['carriers'],
    room: String(row['room']),
    phi: row['phi'] === true,
    features: row['features'] as Consult['features'],
    maxParticipants: Number(row['max_participants']),
    state: String(row['state']) as Consult['state'],
    createdAt: Number(row['created_at']),
    endedAt: row['ended_at'] === null ? undefined : Number(row['ended_at']),
  };
}

const unfinishedOf = (row: PostgresRow): UnfinishedChange => ({
  consultId: String(row['consult_id']),
  kind: String(row['kind']) as UnfinishedChange['kind'],
  payload: row['payload'] as UnfinishedChange['payload'],
  at: Number(row['at']),
  dueAt: Number(row['due_at']),
});
