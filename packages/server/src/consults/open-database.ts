import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type StoreErrorCode =
  /** The file is not a database, or a damaged one. It was not touched. */
  | 'store-corrupt'
  /** The file was written by a later version. It was not touched. */
  | 'store-too-new'
  /** The file was written by an earlier version, and is only to be read. It was not touched. */
  | 'store-too-old'
  | 'store-missing'
  /** What is asked for needs an empty database. */
  | 'store-not-empty'
  /** Somebody wrote to files that were to be read at rest. */
  | 'source-in-use'
  /** The database is used with another secret. */
  | 'other-secret'
  /** What is asked for may not be done while instances run. */
  | 'instances-alive'
  /** The file cannot be opened: permissions, a full disk, a directory in its place. */
  | 'store-unavailable';

/** A store that cannot be used. The message is for the operator and names the file. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly file: string;

  constructor(code: StoreErrorCode, message: string, file: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.file = file;
  }
}

/**
 * Opens an embedded database in which a committed transaction is on disk, and brings it to the newest of `migrations`. An
 * existing file is first read without write access, so that a damaged one stays as it is.
 */
export function openDatabase(file: string, migrations: readonly string[]): DatabaseSync {
  if (existsSync(file) && statSync(file).size > 0) inspect(file, migrations.length);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const database = new DatabaseSync(file);
    database.exec(
      'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;',
    );
    migrate(database, migrations);
    return database;
  } catch (error) {
    throw new StoreError('store-unavailable', `The store ${file} cannot be opened.`, file, error);
  }
}

function inspect(file: string, newest: number): void {
  let database: DatabaseSync | undefined;
  let version: number;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    const faults = database.prepare('PRAGMA quick_check(1)').all();
    if (faults.length !== 1 || faults[0]?.['quick_check'] !== 'ok')
      throw new Error('quick_check found faults');
    version = versionOf(database);
  } catch (error) {
    throw new StoreError(
      'store-corrupt',
      `The store ${file} is damaged or not a database. It was left as it is: restore it from a copy, or move it away to begin anew.`,
      file,
      error,
    );
  } finally {
    database?.close();
  }
  if (version > newest) {
    throw new StoreError(
      'store-too-new',
      `The store ${file} was written by a later version of Patchbay.`,
      file,
    );
  }
}

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);

function migrate(database: DatabaseSync, migrations: readonly string[]): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const [index, migration] of migrations.entries()) {
      if (index >= versionOf(database)) database.exec(`${migration}; PRAGMA user_version = ${index + 1};`);
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
