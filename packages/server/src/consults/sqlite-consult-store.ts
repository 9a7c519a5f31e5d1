import type { ConsultFeature, ConsultId } from '@patchbay/contract';
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Carrier, Consult, ConsultState } from './consult.ts';
import type { ConsultStore } from './consult-store.ts';
import { openDatabase } from './open-database.ts';
import { firstDue, type StateChange, type UnfinishedChange } from './state-change.ts';

const migrations = [
  `CREATE TABLE consult (
     id TEXT PRIMARY KEY, tenant TEXT NOT NULL, carriers TEXT NOT NULL, room TEXT NOT NULL UNIQUE, phi INTEGER NOT NULL,
     features TEXT NOT NULL, max_participants INTEGER NOT NULL, state TEXT NOT NULL, created_at INTEGER NOT NULL,
     ended_at INTEGER
   ) STRICT;
   CREATE INDEX consult_by_state ON consult (state, created_at);
   CREATE TABLE seat (
     consult_id TEXT NOT NULL REFERENCES consult (id), participant TEXT NOT NULL, person TEXT NOT NULL,
     PRIMARY KEY (consult_id, participant)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE delivery (
     provider TEXT NOT NULL, delivery_id TEXT NOT NULL, received_at INTEGER NOT NULL, PRIMARY KEY (provider, delivery_id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX delivery_by_time ON delivery (received_at)`,
  // Some vendors name rooms themselves, and a room that is made again may get another name.
  `CREATE TABLE vendor_room (
     sequence INTEGER PRIMARY KEY, provider TEXT NOT NULL, room TEXT NOT NULL,
     consult_id TEXT NOT NULL REFERENCES consult (id), UNIQUE (provider, room)
   ) STRICT;
   CREATE INDEX vendor_room_by_consult ON vendor_room (consult_id, provider);
   INSERT INTO vendor_room (provider, room, consult_id)
     SELECT json_extract(carrier.value, '$.provider'), consult.room, consult.id FROM consult, json_each(carriers) AS carrier`,
  'CREATE INDEX seat_by_person ON seat (person)',
  `CREATE TABLE unfinished (
     consult_id TEXT NOT NULL REFERENCES consult (id), kind TEXT NOT NULL, payload TEXT NOT NULL, at INTEGER NOT NULL,
     due_at INTEGER NOT NULL, PRIMARY KEY (consult_id, kind)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX unfinished_by_time ON unfinished (due_at)`,
  `CREATE TABLE connection (
     consult_id TEXT NOT NULL REFERENCES consult (id), provider TEXT NOT NULL, connection TEXT NOT NULL,
     participant TEXT NOT NULL, PRIMARY KEY (consult_id, provider, connection)
   ) STRICT, WITHOUT ROWID`,
];

/** The newest that this version knows. */
export const consultSchemaVersion = migrations.length;

/** Throws `StoreError`. */
export function openSqliteConsultStore(file: string): ConsultStore {
  const database = openDatabase(file, migrations);
  const insert = database.prepare('INSERT INTO consult VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const byId = database.prepare('SELECT * FROM consult WHERE id = ?');
  const byIds = database.prepare('SELECT * FROM consult WHERE id IN (SELECT value FROM json_each(?))');
  const byRoom = database.prepare(
    'SELECT consult.* FROM vendor_room JOIN consult ON consult.id = consult_id WHERE provider = ? AND vendor_room.room = ?',
  );
  const roomAt = database.prepare(
    'SELECT room FROM vendor_room WHERE consult_id = ? AND provider = ? ORDER BY sequence DESC LIMIT 1',
  );
  const rememberRoom = database.prepare(
    'INSERT OR IGNORE INTO vendor_room (provider, room, consult_id) VALUES (?, ?, ?)',
  );
  const open = database.prepare("SELECT * FROM consult WHERE state = 'open' ORDER BY created_at, id");
  const markOpen = database.prepare(
    "UPDATE consult SET carriers = ?, state = 'open' WHERE id = ? AND state = 'opening'",
  );
  const markFailed = database.prepare(
    "UPDATE consult SET state = 'failed', ended_at = ? WHERE id = ? AND state = 'opening'",
  );
  const markEnded = database.prepare(
    "UPDATE consult SET state = 'ended', ended_at = ? WHERE id = ? AND state <> 'ended'",
  );
  const opening = database.prepare("SELECT * FROM consult WHERE state = 'opening' AND created_at < ?");
  const insertUnfinished = database.prepare('INSERT INTO unfinished VALUES (?, ?, ?, ?, ?)');
  const unfinished = database.prepare('SELECT * FROM unfinished WHERE due_at <= ? ORDER BY due_at LIMIT 100');
  const claim = database.prepare(
    'UPDATE unfinished SET due_at = ? WHERE consult_id = ? AND kind = ? AND due_at = ?',
  );
  const finish = database.prepare('DELETE FROM unfinished WHERE consult_id = ? AND kind = ?');
  const rememberConnection = database.prepare(
    `INSERT OR IGNORE INTO connection SELECT consult.id, vendor_room.provider, ?, ?
     FROM vendor_room JOIN consult ON consult.id = consult_id
     WHERE provider = ? AND vendor_room.room = ? AND state = 'open'`,
  );
  const connectionsIn = database.prepare(
    `SELECT connection, participant FROM connection JOIN vendor_room USING (consult_id, provider)
     WHERE provider = ? AND room = ?`,
  );
  const forgetConnections = database.prepare('DELETE FROM connection WHERE consult_id = ?');
  /** The state and what it leaves to be done are on disk together. */
  const change = (
    mark: StatementSync,
    values: readonly SQLInputValue[],
    id: ConsultId,
    kind: UnfinishedChange['kind'],
    { payload, at }: StateChange,
  ): boolean => {
    database.exec('BEGIN IMMEDIATE');
    try {
      const isChanged = mark.run(...values).changes === 1;
      if (isChanged) insertUnfinished.run(id, kind, JSON.stringify(payload), at, at + firstDue);
      database.exec('COMMIT');
      return isChanged;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
  const takeSeat = database.prepare(
    "INSERT OR REPLACE INTO seat SELECT id, ?, ? FROM consult WHERE id = ? AND state = 'open'",
  );
  const participantsOf = database.prepare('SELECT participant FROM seat WHERE consult_id = ?');
  const personIn = database.prepare('SELECT person FROM seat WHERE consult_id = ? AND participant = ?');
  const forgetSeats = database.prepare(
    `DELETE FROM seat WHERE person = ? AND EXISTS (
       SELECT 1 FROM consult WHERE consult.id = consult_id AND tenant = ? AND ended_at < ?)`,
  );
  const seatsOf = database.prepare(
    'SELECT count(*) AS count FROM seat JOIN consult ON consult.id = consult_id WHERE person = ? AND tenant = ?',
  );
  const delivery = database.prepare('SELECT 1 FROM delivery WHERE provider = ? AND delivery_id = ?');
  const recordDelivery = database.prepare('INSERT OR IGNORE INTO delivery VALUES (?, ?, ?)');
  const forgetDeliveries = database.prepare('DELETE FROM delivery WHERE received_at < ?');
  // Asynchronous, so that what SQLite throws rejects.
  return {
    insert: async (consult) => {
      insert.run(
        consult.id,
        consult.tenant,
        JSON.stringify(consult.carriers),
        consult.room,
        consult.phi ? 1 : 0,
        JSON.stringify(consult.features),
        consult.maxParticipants,
        consult.state,
        consult.createdAt,
        consult.endedAt ?? null,
      );
    },
    find: async (id) => consultOf(byId.get(id)),
    findAll: async (ids) => {
      const found = byIds.all(JSON.stringify(ids)).flatMap((row) => consultOf(row) ?? []);
      return new Map(found.map((consult) => [consult.id, consult]));
    },
    findByRoom: async (provider, room) => consultOf(byRoom.get(provider, room)),
    roomAt: async (id, provider) => textIn(roomAt.get(id, provider), 'room'),
    rememberRoom: async (id, provider, room) => void rememberRoom.run(provider, room, id),
    open: async () =>
      open
        .all()
        .map(consultOf)
        .filter((consult) => consult !== undefined),
    openingSince: async (before) => opening.all(before).flatMap((row) => consultOf(row) ?? []),
    markOpen: async (id, carriers, made) =>
      change(markOpen, [JSON.stringify(carriers), id], id, 'consult-created', made),
    markFailed: async (id, made) => change(markFailed, [made.at, id], id, 'consult-failed', made),
    markEnded: async (id, made) => change(markEnded, [made.at, id], id, 'consult-ended', made),
    unfinished: async (dueBy) => unfinished.all(dueBy).map(unfinishedOf),
    claim: async ({ consultId, kind, dueAt: before }, dueAt) =>
      claim.run(dueAt, consultId, kind, before).changes === 1,
    finish: async (id, kind) => {
      if (kind !== 'consult-created') forgetConnections.run(id);
      finish.run(id, kind);
    },
    rememberConnection: async (provider, room, connection, participant) =>
      void rememberConnection.run(connection, participant, provider, room),
    connectionsIn: async (provider, room) =>
      new Map(
        connectionsIn
          .all(provider, room)
          .map((row) => [String(row['connection']), String(row['participant'])]),
      ),
    takeSeat: async (id, participant, person) => takeSeat.run(participant, person, id).changes === 1,
    participantsOf: async (id) => participantsOf.all(id).map((row) => String(row['participant'])),
    personIn: async (id, participant) => textIn(personIn.get(id, participant), 'person'),
    forgetSeats: async (tenant, person, endedBefore) => {
      const { changes } = forgetSeats.run(person, tenant, endedBefore);
      return { forgotten: Number(changes), waiting: Number(seatsOf.get(person, tenant)?.['count']) };
    },
    hasDelivery: async (provider, deliveryId) => delivery.get(provider, deliveryId) !== undefined,
    recordDelivery: async (provider, deliveryId, receivedAt, forgetBefore) => {
      const { changes } = recordDelivery.run(provider, deliveryId, receivedAt);
      forgetDeliveries.run(forgetBefore);
      return changes === 1;
    },
    check: async () => void byId.get(''),
    close: async () => {
      if (database.isOpen) database.close();
    },
  };
}

type Row = Record<string, SQLOutputValue>;

function textIn(row: Row | undefined, column: string): string | undefined {
  const value = row?.[column];
  return typeof value === 'string' ? value : undefined;
}

function consultOf(row: Row | undefined): Consult | undefined {
  if (row === undefined) return undefined;
  return {
    id: String(row['id']),
    tenant: String(row['tenant']),
    carriers: JSON.parse(String(row['carriers'])) as [Carrier, ...Carrier[]],
    room: String(row['room']),
    phi: row['phi'] === 1,
    features: JSON.parse(String(row['features'])) as ConsultFeature[],
    maxParticipants: Number(row['max_participants']),
    state: String(row['state']) as ConsultState,
    createdAt: Number(row['created_at']),
    endedAt: row['ended_at'] === null ? undefined : Number(row['ended_at']),
  };
}

const unfinishedOf = (row: Row): UnfinishedChange => ({
  consultId: String(row['consult_id']),
  kind: String(row['kind']) as UnfinishedChange['kind'],
  payload: JSON.parse(String(row['payload'])) as UnfinishedChange['payload'],
  at: Number(row['at']),
  dueAt: Number(row['due_at']),
});
