import { AuditTrailError } from '@patchbay/compliance';
import { VideoError } from '@patchbay/contract';
import { LedgerError } from '@patchbay/metering';
import { HTTPException } from 'hono/http-exception';
import { expect, test } from 'vitest';
import { StoreError } from '../consults/open-database.ts';
import type { LogEntry } from '../observation/log.ts';
import { Problem } from '../problem.ts';
import { answerError } from './answer-error.ts';

test.each([
  ['a problem', new Problem('consult-ended', 'It is over.'), 409, 'consult-ended', false],
  ['bad JSON', new HTTPException(400), 400, 'malformed-json', false],
  ['another media type', new HTTPException(415), 415, 'unsupported-media-type', false],
  ['a vendor that is down', new VideoError('unreachable', 'secret'), 503, 'provider-unreachable', false],
  ['a vendor that fails', new VideoError('provider-failure', 'secret'), 502, 'provider-failed', false],
  ['the ledger', new LedgerError('locked', 'secret'), 503, 'store-unavailable', true],
  ['the consults', new StoreError('store-unavailable', 'secret', '/srv'), 503, 'store-unavailable', true],
  ['the audit trail', new AuditTrailError('write-failed', 'secret'), 503, 'store-unavailable', true],
  [
    'SQLite',
    Object.assign(new Error('secret'), { code: 'ERR_SQLITE_ERROR' }),
    503,
    'store-unavailable',
    true,
  ],
  [
    'a full disk, as SQLite tells it',
    new LedgerError('unavailable', 'secret', { cause: Object.assign(new Error('secret'), { errcode: 13 }) }),
    503,
    'store-full',
    true,
  ],
  [
    'a full disk, as PostgreSQL tells it',
    new LedgerError('unavailable', 'secret', {
      cause: Object.assign(new Error('secret'), { code: '53100' }),
    }),
    503,
    'store-full',
    true,
  ],
  ['anything else', new TypeError('secret'), 500, 'internal', true],
  ['no error at all', 'secret', 500, 'internal', true],
])('%s', async (_, error, status, code, logged) => {
  const log: LogEntry[] = [];
  const response = answerError(
    error,
    (entry) => void log.push(entry),
    () => 'e1',
  );
  const body = (await response.json()) as Record<string, unknown>;
  expect({ status: response.status, code: body['code'] }).toEqual({ status, code });
  expect(JSON.stringify([body, log])).not.toContain('secret');
  expect(log.map(({ errorId }) => errorId)).toEqual(logged ? ['e1'] : []);
  expect(body['errorId']).toBe(logged ? 'e1' : undefined);
});
