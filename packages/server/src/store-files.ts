import { join } from 'node:path';

/** Where the ledger is kept. */
export const ledgerFile = (dataDirectory: string): string => join(dataDirectory, 'ledger.sqlite');

/** Where the audit trail is kept. */
export const auditFile = (dataDirectory: string): string => join(dataDirectory, 'audit.sqlite');

/** Where consults are kept. */
export const consultsFile = (dataDirectory: string): string => join(dataDirectory, 'consults.sqlite');
