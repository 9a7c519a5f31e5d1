import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JoinTicket } from '@patchbay/contract';
import { vonageBackend } from '@patchbay/provider-vonage/server';
import { createPatchbay, type Patchbay, resolveConfig } from '@patchbay/server';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startVonageEmulator } from '../emulators/vonage/index.ts';
import { RumorClient } from '../emulators/vonage/rumor-client.ts';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';

const apiKey = 'an-api-key-for-this-test-only';

let postgres: RunningPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

/** An emulated Vonage that sends its webhooks to one server, and servers that are started on demand. */
async function world(databaseUrl?: string) {
  const directory = await mkdtemp(join(tmpdir(), 'patchbay-vonage-'));
  const started = new Set<Patchbay>();
  let heard: Patchbay | undefined;
  const emulator = await startVonageEmulator({
    webhookUrl: 'http://patchbay.test/v1/webhooks/vonage',
    fetch: (input, init) => heard?.fetch(new Request(input, init)) ?? Promise.resolve(Response.error()),
  });
  const start = async (): Promise<Patchbay> => {
    const config = resolveConfig(
      {
        provider: 'vonage',
        installed: [vonageBackend],
        providers: { vonage: emulator.settings },
        secret: 'a-signing-secret-for-this-test-only',
        apiKeys: [{ tenant: 'clinic', key: apiKey }],
        dataDirectory: '.',
        ...(databaseUrl !== undefined && { database: { url: databaseUrl, connections: 4 } }),
        compliance: { product: { model: 'closed', delivery: 'hosted' } },
        server: { publicUrl: 'http://patchbay.test' },
      },
      { directory },
    );
    const patchbay = await createPatchbay({ config });
    started.add(patchbay);
    return patchbay;
  };
  onTestFinished(async () => {
    for (const patchbay of started) await patchbay.close();
    await emulator.close();
    await rm(directory, { recursive: true, force: true });
  });
  const ask = async (patchbay: Patchbay, path: string, body: object): Promise<unknown> => {
    const request = new Request(`http://patchbay.test/v1/consults${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const response = await patchbay.fetch(request);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
  const enter = async (patchbay: Patchbay, consultId: string, userKey: string) => {
    const { credentials } = (await ask(patchbay, `/${consultId}/tickets`, { userKey })) as JoinTicket;
    const { sessionId, token } = credentials as { readonly sessionId: string; readonly token: string };
    const client = new RumorClient(emulator.url, emulator.account.applicationId, sessionId);
    onTestFinished(() => client.cut());
    await client.open();
    await client.connect(token);
    await emulator.settled();
    return client;
  };
  return {
    start,
    ask,
    enter,
    hear: (patchbay: Patchbay) => (heard = patchbay),
    close: async (patchbay: Patchbay) => {
      started.delete(patchbay);
      await patchbay.close();
    },
  };
}

/** What it was told of its own connection. */
const removed = (client: RumorClient) =>
  client.heard('deleted', new RegExp(`connection/${client.id}`))[0]?.message.reason;

test('one server removes at Vonage whom another one’s webhooks told of', async () => {
  const { url, pool, drop } = await scratchDatabase(postgres);
  const { start, ask, enter, hear } = await world(url);
  onTestFinished(drop);
  const [one, other] = [await start(), await start()];
  hear(one);
  const { id } = (await ask(one, '', { phi: false })) as { readonly id: string };
  const ann = await enter(one, id, 'ann');
  const ben = await enter(other, id, 'ben');
  await ask(other, `/${id}/remove`, { userKey: 'ann' });
  await ann.closed();
  expect([removed(ann), removed(ben)]).toEqual(['forceDisconnected', undefined]);
  // Ids that are opaque, and only until the consult is over.
  const kept = async () =>
    (await pool.query<{ participant: string }>('SELECT participant FROM consult_connection')).rows;
  expect(await kept()).toHaveLength(2);
  for (const { participant } of await kept()) expect(participant).toMatch(/^[0-9a-f-]{36}$/);
  await ask(other, `/${id}/end`, {});
  await ben.closed();
  expect(await kept()).toEqual([]);
}, 30_000);

test('a server that was started again removes whom webhooks told of before', async () => {
  const { start, ask, enter, hear, close } = await world();
  const before = await start();
  hear(before);
  const { id } = (await ask(before, '', { phi: false })) as { readonly id: string };
  const ann = await enter(before, id, 'ann');
  await close(before);
  const after = await start();
  await ask(after, `/${id}/remove`, { userKey: 'ann' });
  await ann.closed();
  expect(removed(ann)).toBe('forceDisconnected');
}, 30_000);
