import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PatchbayConfigInput } from '@patchbay/server';
import { testApiKey, testSecret } from './run-in-process.ts';

const attestation = {
  signedOn: '2026-01-10',
  effective: '2026-01-15',
  expires: '2027-01-14',
  covers: ['video'],
  settings: [],
  documentReference: 'contracts/cloud-baa',
  verifiedBy: 'compliance',
  verifiedOn: '2026-01-12',
} as const;

/** A config whose consults with PHI are allowed on mesh and on self-hosted LiveKit. */
export const attestedConfig = (input: PatchbayConfigInput = {}): PatchbayConfigInput => ({
  secret: testSecret,
  apiKeys: [{ tenant: 'north', key: testApiKey }],
  compliance: {
    hosts: { mesh: ['cloud'], livekit: ['cloud'] },
    attestations: [{ id: 'cloud-baa', party: 'host', host: 'cloud', ...attestation }],
  },
  ...input,
});

/** Writes it where the command looks for it. */
export async function writeConfig(folder: string, input: PatchbayConfigInput): Promise<string> {
  const file = join(folder, 'patchbay.config.ts');
  await writeFile(file, `export default ${JSON.stringify(input)};\n`);
  return file;
}
