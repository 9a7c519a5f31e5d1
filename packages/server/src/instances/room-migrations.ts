import type { Migrations } from '../database/migrate.ts';

/** Whose rooms are, whom they do not let in, what was taken of rates, and which secret all have. */
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
    // As rate-limiter-flexible has it; worth no disk.
    `CREATE UNLOGGED TABLE rate_taken (key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint);
     CREATE INDEX rate_taken_by_time ON rate_taken (expire)`,
    `CREATE TABLE instance_secret (
       one boolean PRIMARY KEY DEFAULT true CHECK (one), fingerprint text NOT NULL, since bigint NOT NULL
     )`,
  ],
};
