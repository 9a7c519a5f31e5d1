import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JoinTicket } from '@patchbay/contract';
import { createPatchbay, resolveConfig, type Serving, serve } from '@patchbay/server';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../e2e/eventually.ts';
import { freePort } from '../servers/free-port.ts';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';

const apiKey = 'an-api-key-for-this-test-only';
const secret = 'a-signing-secret-for-this-test-only';

let postgres: RunningPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

interface Frame {
  readonly opened?: {
    readonly resume: string;
    readonly connection: string;
    readonly fresh?: { readonly members: readonly { readonly participant: string }[] };
  };
  readonly body?: { readonly type: string; readonly participant?: string; readonly message?: unknown };
}

/** A browser's socket of the mesh provider, which says what it is told to. */
async function enter(url: string, token: string) {
  const socket = new WebSocket(url);
  const frames: Frame[] = [];
  let closed: number | undefined;
  let number = 0;
  socket.on('message', (data) => frames.push(JSON.parse((data as Buffer).toString('utf8')) as Frame));
  socket.on('close', (code) => (closed = code));
  socket.on('error', () => undefined);
  await new Promise((resolve) => void socket.once('open', resolve));
  socket.send(JSON.stringify({ opening: { token, heard: 0 } }));
  await eventually(
    'an answer',
    async () => closed ?? frames.length,
    (seen) => seen > 0,
  );
  onTestFinished(() => socket.terminate());
  return {
    frames,
    closed: () => closed,
    opened: () => frames[0]?.opened,
    ask: (body: object) => socket.send(JSON.stringify({ number: (number += 1), heard: 0, body })),
    bodies: (type: string) => frames.flatMap(({ body }) => (body?.type === type ? [body] : [])),
  };
}

/** Servers with one config but their ports, on one database, in one process. */
async function servers(count: number) {
  const { url, drop } = await scratchDatabase(postgres);
  const directory = await mkdtemp(join(tmpdir(), 'patchbay-instances-'));
  const running: Serving[] = [];
  const closers: (() => Promise<unknown>)[] = [];
  for (let index = 0; index < count; index += 1) {
    const config = resolveConfig({
      provider: 'mesh',
      database: { url, connections: 5 },
      secret,
      apiKeys: [{ tenant: 'clinic', key: apiKey }],
      dataDirectory: join(directory, String(index)),
      compliance: { product: { model: 'closed', delivery: 'hosted' } },
      server: { port: await freePort() },
    });
    const patchbay = await createPatchbay({ config });
    const serving = await serve({ patchbay });
    running.push(serving);
    closers.push(async () => {
      await serving.close();
      await patchbay.close();
    });
  }
  onTestFinished(async () => {
    for (const close of closers) await close();
    await rm(directory, { recursive: true, force: true });
    await drop();
  });
  const ask = async (index: number, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${running[index]?.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
  };
  await eventually(
    'all to know each other',
    async () => Promise.all(running.map((_, index) => ask(index, '/metrics') as Promise<string>)),
    (texts) => texts.every((text) => text.includes(`patchbay_instances_alive ${count}\n`)),
  );
  const { id } = (await ask(0, '/v1/consults', { phi: false, maxParticipants: 4 })) as {
    readonly id: string;
  };
  return {
    id,
    ask,
    close: (index: number) => closers.splice(index, 1)[0]?.(),
    /** A ticket from one of them, and the socket to it or to another. */
    join: async (index: number, userKey: string, through = index) => {
      const ticket = (await ask(index, `/v1/consults/${id}/tickets`, { userKey })) as JoinTicket;
      const credentials = ticket.credentials as { url: string; token: string };
      const url = new URL(credentials.url);
      url.port = String(running[through]?.port);
      return { ...(await enter(url.href, credentials.token)), credentials };
    },
    /** Back with what a lost socket was told. */
    again: (index: number, token: string) =>
      enter(`ws://127.0.0.1:${running[index]?.port}/v1/signalling/mesh`, token),
    figure: async (index: number, name: string) =>
      ((await ask(index, '/metrics')) as string).split('\n').find((line) => line.startsWith(name)),
  };
}

describe('two servers on one PostgreSQL', () => {
  test('are one to a consult: its room, its people, its messages, its roster, its kick and its end', async () => {
    const { id, ask, join, figure } = await servers(2);
    const ann = await join(0, 'ann');
    const ben = await join(1, 'ben');
    expect(ben.opened()?.fresh?.members).toHaveLength(1);
    await eventually(
      'ann to hear of ben',
      async () => ann.bodies('member-joined').length,
      (count) => count === 1,
    );
    expect(await figure(1, 'patchbay_sockets_relayed')).toBe('patchbay_sockets_relayed{provider="mesh"} 1');
    expect(await figure(0, 'patchbay_rooms_owned')).toBe('patchbay_rooms_owned{provider="mesh"} 1');
    ben.ask({ type: 'message', message: 'x'.repeat(60_000) });
    await eventually(
      'the message',
      async () => ann.bodies('message').length,
      (count) => count === 1,
    );
    for (const index of [0, 1]) {
      const { participants } = (await ask(index, `/v1/consults/${id}/participants`)) as {
        readonly participants: readonly unknown[];
      };
      expect(participants).toHaveLength(2);
    }
    await ask(1, `/v1/consults/${id}/remove`, { userKey: 'ann' });
    expect(
      await eventually(
        'ann to be out',
        async () => ann.closed(),
        (code) => code !== undefined,
      ),
    ).toBe(4403);
    await ask(0, `/v1/consults/${id}/end`, {});
    expect(
      await eventually(
        'ben to be out',
        async () => ben.closed(),
        (code) => code !== undefined,
      ),
    ).toBe(4410);
    expect(await figure(0, 'patchbay_rooms_owned')).toBe('patchbay_rooms_owned{provider="mesh"} 0');
  });

  test('let one person in once: the older join is told so, whichever server it is at', async () => {
    const { join } = await servers(2);
    const older = await join(0, 'ann');
    const newer = await join(1, 'ann');
    expect(
      await eventually(
        'the older to be out',
        async () => older.closed(),
        (code) => code !== undefined,
      ),
    ).toBe(4409);
    const newest = await join(0, 'ann');
    expect(
      await eventually(
        'the newer to be out',
        async () => newer.closed(),
        (code) => code !== undefined,
      ),
    ).toBe(4409);
    expect(newest.closed()).toBeUndefined();
  });

  test('hand over when one is closed: who was there is there, who was shut out is not', async () => {
    const { id, ask, join, close, again } = await servers(2);
    const ann = await join(0, 'ann');
    const cat = await join(0, 'cat');
    const ben = await join(1, 'ben');
    await ask(1, `/v1/consults/${id}/remove`, { userKey: 'cat' });
    await eventually(
      'cat to be out',
      async () => cat.closed(),
      (code) => code !== undefined,
    );
    await close(0);
    await eventually(
      'all to be cut off',
      async () => [ann.closed(), ben.closed()],
      (codes) => codes.every((code) => code !== undefined),
    );
    const [annBack, benBack] = [
      await again(1, ann.opened()?.resume ?? ''),
      await again(1, ben.opened()?.resume ?? ''),
    ];
    expect(annBack.opened()?.connection).toBe(ann.opened()?.connection);
    expect(benBack.opened()?.connection).toBe(ben.opened()?.connection);
    expect(benBack.opened()?.fresh?.members).toHaveLength(1);
    for (const token of [cat.credentials.token, cat.opened()?.resume ?? '']) {
      const catBack = await again(1, token);
      expect(catBack.closed()).toBe(4403);
    }
  });
});
