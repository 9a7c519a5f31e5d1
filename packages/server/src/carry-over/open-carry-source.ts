import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../consults/open-database.ts';
import { consultSchemaVersion } from '../consults/sqlite-consult-store.ts';
import { auditFile, consultsFile, ledgerFile } from '../store-files.ts';

/** A server's data directory, only read. */
export interface CarrySource {
  readonly consults: DatabaseSync;
  readonly auditPath: string;
  readonly ledgerPath: string;
  /** Whether anybody has written to one of the files since it was opened. */
  hasChanged(): boolean;
  close(): void;
}

/** Throws `StoreError`: `store-missing`, `store-too-old`, `store-too-new`. */
export function openCarrySource(directory: string): CarrySource {
  const files = [consultsFile(directory), auditFile(directory), ledgerFile(directory)] as const;
  for (const file of files) {
    if (existsSync(file)) continue;
    const message = `There is no ${file}: give the data directory of a server (dataDirectory) that has run.`;
    throw new StoreError('store-missing', message, file);
  }
  const opened = files.map((file) => new DatabaseSync(file, { readOnly: true, timeout: 5000 }));
  const close = (): void => {
    for (const database of opened) if (database.isOpen) database.close();
  };
  try {
    const [consults] = opened as [DatabaseSync, DatabaseSync, DatabaseSync];
    const [file, auditPath, ledgerPath] = files;
    checkVersion(numberOf(consults, 'user_version'), file);
    // It changes with whatever another connection has committed.
    const before = opened.map((database) => numberOf(database, 'data_version'));
    return {
      consults,
      auditPath,
      ledgerPath,
      hasChanged: () =>
        opened.some((database, index) => numberOf(database, 'data_version') !== before[index]),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function checkVersion(version: number, file: string): void {
  if (version === consultSchemaVersion) return;
  if (version > consultSchemaVersion) {
    throw new StoreError(
      'store-too-new',
      `The store ${file} was written by a later version of Patchbay.`,
      file,
    );
  }
  const message = `The store ${file} was written by an earlier version of Patchbay. Start a server of this version on it once, stop it, and try again.`;
  throw new StoreError('store-too-old', message, file);
}

const numberOf = (database: DatabaseSync, pragma: string): number =>
  Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
