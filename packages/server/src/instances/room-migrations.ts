import type { Migrations } from '../database/migrate.ts';

/** Whose rooms are, and whom they do not let in. */
export const roomMigrations: Migrations = {
  table: 'room_migration',
  lock: 0x50_42_52_4d,
  steps: [
    `CREATE TABLE room_owner (
     provider text NOT NULL, room text NOT NULL, instance integer NOT NULL, PRIMARY KEY (provider, room)
   );
   CREATE INDEX room_owner_by_instance ON room_owner (instance);
   CREATE TABLE room_barred (
     provider text NOT NULL, room text NOT NULL, path text[] NOT NULL, since bigint NOT NULL,
     PRIMARY KEY (provider, room, path)
   );
   CREATE INDEX room_barred_by_time ON room_barred (since)`,
  ],
};
