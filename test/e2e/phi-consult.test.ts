import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPatchbay, resolveConfig } from '@patchbay/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runEntry } from './run-entry.ts';

const key = 'an-api-key-for-this-test-only';
const attestation = {
  id: 'cloud-host-2026',
  party: 'host' as const,
  host: 'cloud-host',
  signedOn: '2020-01-01',
  effective: '2020-01-01',
  expires: '2099-12-31',
  covers: ['video' as const],
  settings: [],
  documentReference: 'contracts/cloud-host-baa',
  verifiedBy: 'compliance-officer',
  verifiedOn: '2020-01-02',
};

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'patchbay-phi-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** Asks a server with these agreements for a consult that carries patients' data, as nothing else is said. */
async function askForConsult(
  attestations: readonly (typeof attestation)[],
): Promise<{ status: number; body: unknown }> {
  const config = resolveConfig({
    dataDirectory: directory,
    secret: 'a-signing-secret-for-this-test-only',
    apiKeys: [{ tenant: 'clinic', key }],
    compliance: { hosts: { mesh: ['cloud-host'] }, attestations },
  });
  const patchbay = await createPatchbay({ config });
  try {
    const response = await patchbay.fetch(
      new Request('http://127.0.0.1/v1/consults', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: '{}',
      }),
    );
    return { status: response.status, body: await response.json() };
  } finally {
    await patchbay.close();
  }
}

const auditFile = (): string => join(directory, 'audit.sqlite');

async function verifyTrail(): Promise<{ code: number | null; output: Readonly<Record<string, unknown>> }> {
  const run = runEntry('packages/cli/src/patchbay.ts', ['audit', 'verify', '--file', auditFile(), '--json']);
  const code = await run.exited;
  return { code, output: JSON.parse(run.stdout()) as Readonly<Record<string, unknown>> };
}

test('a PHI consult is refused without a BAA, allowed with one, and the trail tells of both until somebody edits it', async () => {
  const refused = await askForConsult([]);
  expect(refused).toMatchObject({
    status: 403,
    body: { code: 'consult-refused', reasons: [{ gate: 'baa', code: 'no-attestation' }] },
  });

  const allowed = await askForConsult([attestation]);
  expect(allowed).toMatchObject({ status: 201, body: { provider: 'mesh', phi: true } });

  expect(await verifyTrail()).toMatchObject({ code: 0 });

  // One byte of one stored word, as somebody with the file could change it.
  const bytes = await readFile(auditFile());
  const place = bytes.indexOf('refuse');
  expect(place).toBeGreaterThan(0);
  bytes[place] = 'R'.charCodeAt(0);
  await writeFile(auditFile(), bytes);

  const edited = await verifyTrail();
  expect(edited.code).toBe(1);
  expect(JSON.stringify(edited.output)).toMatch(/broken|unreadable/);
}, 60_000);
