import { join } from 'node:path';
import { createPatchbay, type CreatePatchbayOptions, type Patchbay } from '@patchbay/server';
import { northKey, testConfig } from '../../packages/server/test/start-patchbay.ts';
import { folderVendor } from './folder-vendor.ts';

/** Where a server keeps what it knows: in a folder, or in a database with the vendor's rooms in a folder. */
export interface ConsultPlace {
  readonly folder: string;
  /** SQLite in the folder unless told. */
  readonly databaseUrl?: string | undefined;
}

export const vendorFolder = ({ folder }: ConsultPlace): string => join(folder, 'vendor');

/** A whole server but for its port, on a vendor whose rooms are files. */
export async function startConsultServer(
  place: ConsultPlace,
  surroundings: Omit<CreatePatchbayOptions, 'config'> = {},
): Promise<Patchbay> {
  const { folder, databaseUrl } = place;
  const vendor = folderVendor(vendorFolder(place), 4);
  const config = testConfig([vendor], folder, {
    ...(databaseUrl !== undefined && { database: { url: databaseUrl, connections: 5 } }),
    server: { rateLimits: { perTenant: { requests: 1_000_000, seconds: 60 } } },
  });
  return createPatchbay({ ...surroundings, config });
}

/** Asks as the app's backend does. */
export async function askConsults(patchbay: Patchbay, path: string, body: object) {
  const headers = { authorization: `Bearer ${northKey}`, 'content-type': 'application/json' };
  const request = new Request(`https://video.example/v1/consults${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const response = await patchbay.fetch(request);
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as { readonly id: string; readonly state: string };
}
