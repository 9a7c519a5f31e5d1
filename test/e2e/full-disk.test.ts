import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteLedger } from '@patchbay/metering';
import { createPatchbay, resolveConfig } from '@patchbay/server';
import { afterAll, describe, expect, test } from 'vitest';
import { mountSmallDisk } from '../servers/mount-small-disk.ts';
import { runEntry } from './run-entry.ts';

const key = 'an-api-key-for-this-test-only';
const start = Date.now();

const disk = await mountSmallDisk(4).catch((error: unknown) => {
  console.warn(`No small disk can be mounted here, so a full one is not tested: ${String(error)}`);
  return undefined;
});
afterAll(() => disk?.unmount());

async function serverOn(dataDirectory: string) {
  const config = resolveConfig({
    dataDirectory,
    secret: 'a-signing-secret-for-this-test-only',
    apiKeys: [{ tenant: 'clinic', key }],
  });
  const patchbay = await createPatchbay({ config });
  const ask = async (method: string, path: string, body?: unknown, type = 'application/json') => {
    const response = await patchbay.fetch(
      new Request(`http://127.0.0.1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': type },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const { status, headers } = response;
    return { status, retryAfter: headers.get('retry-after'), body: (await response.json()) as Answer };
  };
  return { ask, close: () => patchbay.close() };
}

interface Answer {
  readonly id?: string;
  readonly code?: string;
  readonly recorded?: number;
}

const joined = (consultId: string, number: number) => ({
  specversion: '1.0',
  id: `e${number}`,
  source: '/gateway',
  type: 'patchbay.presence.joined',
  subject: consultId,
  time: new Date(start).toISOString(),
  data: { provider: 'mesh', userKey: `user-${number}`, connection: `connection-${number}` },
});

describe.skipIf(disk === undefined)('on a disk that is full', () => {
  test('nothing is acknowledged that is not kept, no consult is opened, and it goes on once there is room', async () => {
    if (disk === undefined) return;
    const { ask, close } = await serverOn(disk.path);
    const batchType = 'application/cloudevents-batch+json';
    const open = () => ask('POST', '/v1/consults', { phi: false });
    const { id: consultId = '' } = (await open()).body;
    let acknowledged = 0;
    const deliver = async (from: number) => {
      const events = Array.from({ length: 100 }, (_, index) => joined(consultId, from + index));
      const answer = await ask('POST', '/v1/evidence', events, batchType);
      if (answer.status === 200) acknowledged += answer.body.recorded ?? 0;
      return answer;
    };
    try {
      expect(await deliver(0)).toMatchObject({ status: 200, body: { recorded: 100 } });
      let refused = await deliver(acknowledged);
      while (refused.status === 200) refused = await deliver(acknowledged);
      expect(refused).toMatchObject({ status: 503, retryAfter: '60', body: { code: 'store-full' } });
      const kept = acknowledged;
      // What the ledger left over of the disk.
      await writeFile(join(disk.path, 'filling'), Buffer.alloc(4_194_304)).catch(() => undefined);
      expect(await open()).toMatchObject({ status: 503, body: { code: 'store-full' } });
      expect(await deliver(kept)).toMatchObject({ status: 503, body: { code: 'store-full' } });

      await disk.grow(64);
      expect(await deliver(kept)).toMatchObject({ status: 200, body: { recorded: 100 } });
      expect(await open()).toMatchObject({ status: 201 });
    } finally {
      await close();
    }
    const ledger = await openSqliteLedger({ path: join(disk.path, 'ledger.sqlite'), now: Date.now });
    const rows = await ledger.evidenceOf(consultId);
    await ledger.close();
    expect(new Set(rows.map(({ connection }) => connection)).size).toBe(acknowledged);
    const file = join(disk.path, 'audit.sqlite');
    const verifying = runEntry('packages/cli/src/patchbay.ts', ['audit', 'verify', '--file', file]);
    expect(await verifying.exited).toBe(0);
  }, 60_000);
});
