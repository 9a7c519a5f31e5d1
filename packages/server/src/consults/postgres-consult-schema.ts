import type { Migrations } from '../database/migrate.ts';

/**
 * Consults, the rooms they have at providers, who was given a seat, which webhooks were recorded, and what is left to be done.
 */
export const consultMigrations: Migrations = {
  table: 'consult_migration',
  lock: 0x50_42_43_4f,
  steps: [
    `CREATE TABLE consult (
       id text PRIMARY KEY, tenant text NOT NULL, carriers jsonb NOT NULL, room text NOT NULL UNIQUE, phi boolean NOT NULL,
       features jsonb NOT NULL, max_participants integer NOT NULL, state text NOT NULL, created_at bigint NOT NULL,
       ended_at bigint
     );
     CREATE INDEX consult_open ON consult (created_at, id) WHERE state = 'open';
     CREATE TABLE consult_seat (
       consult_id text NOT NULL REFERENCES consult (id), participant text NOT NULL, person text NOT NULL,
       PRIMARY KEY (consult_id, participant)
     );
     CREATE TABLE consult_room (
       sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, provider text NOT NULL, room text NOT NULL,
       consult_id text NOT NULL REFERENCES consult (id), UNIQUE (provider, room)
     );
     CREATE INDEX consult_room_by_consult ON consult_room (consult_id, provider, sequence);
     CREATE TABLE consult_delivery (
       provider text NOT NULL, delivery_id text NOT NULL, received_at bigint NOT NULL, PRIMARY KEY (provider, delivery_id)
     );
     CREATE INDEX consult_delivery_by_time ON consult_delivery (received_at)`,
    'CREATE INDEX consult_seat_by_person ON consult_seat (person)',
    `CREATE TABLE consult_unfinished (
       consult_id text NOT NULL REFERENCES consult (id), kind text NOT NULL, payload jsonb NOT NULL, at bigint NOT NULL,
       due_at bigint NOT NULL, PRIMARY KEY (consult_id, kind)
     );
     CREATE INDEX consult_unfinished_by_time ON consult_unfinished (due_at);
     CREATE INDEX consult_opening ON consult (created_at) WHERE state = 'opening'`,
    `CREATE TABLE consult_connection (
       consult_id text NOT NULL REFERENCES consult (id), provider text NOT NULL, connection text NOT NULL,
       participant text NOT NULL, PRIMARY KEY (consult_id, provider, connection)
     )`,
    // From which files a server's past was carried here, or begun to be.
    'CREATE TABLE consult_carry_over (source text NOT NULL, finished_at bigint)',
  ],
};
