import canonicalize from 'canonicalize';
import type { Json } from '@patchbay/contract';
import type { AuditEntry } from './audit-row.ts';
import { AuditTrailError } from './audit-trail-error.ts';
import { isCode } from './code-text.ts';

/** The payload as canonical JSON. Throws `not-a-code` for anything that could name a person. */
export function payloadText({ tenant, consultId, payload }: AuditEntry): string {
  check(tenant, 'tenant');
  if (consultId !== undefined) check(consultId, 'consultId');
  checkPayload(payload, 'payload');
  const text = canonicalize(payload);
  if (text === undefined) throw new AuditTrailError('not-a-code', 'The payload is not JSON.');
  return text;
}

function checkPayload(value: Json, path: string): void {
  if (typeof value === 'string') check(value, path);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new AuditTrailError('not-a-code', `${path} is not a finite number.`);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, entry] of Object.entries(value)) {
    check(key, `A key of ${path}`);
    checkPayload(entry, `${path}.${key}`);
  }
}

function check(text: string, path: string): void {
  if (isCode(text)) return;
  throw new AuditTrailError(
    'not-a-code',
    `${path} must be an id or a code: 1 to 200 letters, digits or ._:/=-.`,
  );
}
