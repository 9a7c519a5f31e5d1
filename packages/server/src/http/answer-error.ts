import { AuditTrailError } from '@patchbay/compliance';
import { isVideoError } from '@patchbay/contract';
import { LedgerError } from '@patchbay/metering';
import { HTTPException } from 'hono/http-exception';
import { vendorProblem } from '../backends/vendor-call.ts';
import { StoreError } from '../consults/open-database.ts';
import { describeError, type Log } from '../observation/log.ts';
import { Problem, problemResponse } from '../problem.ts';

const isStoreFailure = (error: unknown): boolean =>
  error instanceof LedgerError ||
  error instanceof AuditTrailError ||
  error instanceof StoreError ||
  (error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR');

/** SQLite's SQLITE_FULL and PostgreSQL's disk_full, wherever in the chain of causes they are. */
const isFullDisk = (error: unknown): boolean =>
  error instanceof Error &&
  (('errcode' in error && typeof error.errcode === 'number' && error.errcode % 256 === 13) ||
    ('code' in error && (error.code === '53100' || error.code === 'ENOSPC')) ||
    isFullDisk(error.cause));

function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (isVideoError(error)) return vendorProblem([error]);
  if (error instanceof HTTPException) {
    if (error.status === 400) return new Problem('malformed-json', 'The body is not JSON.');
    if (error.status === 415) return new Problem('unsupported-media-type', 'Send application/json.');
  }
  return undefined;
}

/** The answer to whatever a handler threw. What is not meant for the caller is logged under an id, and only the id is told. */
export function answerError(error: unknown, log: Log, randomId: () => string): Response {
  const known = problemOf(error);
  if (known !== undefined) return problemResponse(known);
  const errorId = randomId();
  log({ level: 'error', event: 'request-failed', errorId, ...describeError(error) });
  if (!isStoreFailure(error)) {
    return problemResponse(
      new Problem('internal', 'Something broke. Look for the errorId in the log.', { errorId }),
    );
  }
  const [code, detail, seconds] = isFullDisk(error)
    ? (['store-full', 'The disk of a store is full. Nothing was taken.', '60'] as const)
    : (['store-unavailable', 'A store cannot be used. Try again.', '5'] as const);
  return problemResponse(new Problem(code, detail, { errorId }, { 'retry-after': seconds }));
}
