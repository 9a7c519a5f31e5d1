import { createHmac } from 'node:crypto';
import { Script } from 'node:vm';
import { afterEach, describe, expect, test } from 'vitest';
import { askDaily, createRoom, DailyClient, tokenFor } from '../../fixtures/daily-client.ts';
import { type DailyEmulator, startDailyEmulator } from './index.ts';

const running: DailyEmulator[] = [];
const start = async (options?: Parameters<typeof startDailyEmulator>[0]): Promise<DailyEmulator> => {
  const emulator = await startDailyEmulator(options);
  running.push(emulator);
  return emulator;
};
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
});

test('makes up an account, or takes parts of one', async () => {
  const [one, other] = [await start(), await start({ account: { domainName: 'acme' } })];
  expect(one.account.apiKey).not.toBe(other.account.apiKey);
  expect(other.account.domainName).toBe('acme');
  expect(one.settings).toEqual({
    apiKey: one.account.apiKey,
    webhookSecret: one.account.webhookSecret,
    emulatorUrl: one.url,
  });
});

test('refuses a port that is taken', async () => {
  const port = Number(new URL((await start()).url).port);
  await expect(startDailyEmulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('closes twice', async () => {
  const emulator = await start();
  await Promise.all([emulator.close(), emulator.close()]);
  await expect(fetch(emulator.url)).rejects.toThrow(/fetch failed/);
});

describe('the call machine', () => {
  const get = async (name: string) => fetch(`${(await start()).callMachineUrl}/${name}`);

  test('is a classic script that imports the rest from here', async () => {
    const emulator = await start();
    const response = await fetch(`${emulator.callMachineUrl}/call-machine-object-bundle.js`);
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
    const text = await response.text();
    const [, address = ''] = /import\("([^"]+)"\)/.exec(text) ?? [];
    expect(address.startsWith(`${emulator.callMachineUrl}/start-call-machine.`)).toBe(true);
    expect(() => new Script(text)).not.toThrow();
    const imported = await fetch(address);
    expect(imported.headers.get('access-control-allow-origin')).toBe('*');
    expect(await imported.text()).not.toMatch(/^import type|: MediaStream\b/m);
  });

  test.each(['start-call-machine.ts', 'call-signalling.ts', 'peer-media.ts'])(
    'serves %s as JavaScript',
    async (name) => {
      const response = await get(name);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/javascript; charset=utf-8',
      ]);
      expect(await response.text()).not.toMatch(/\binterface\b/);
    },
  );

  test.each(['nowhere.ts', '..%2fdaily-account.ts', 'daily-account.ts', '.ts', ''])(
    'serves no %j',
    async (name) => {
      expect((await get(name)).status).toBe(404);
    },
  );
});

describe('webhooks', () => {
  interface Hook {
    readonly headers: Headers;
    readonly body: string;
  }
  const listen = async (status = 200) => {
    const hooks: Hook[] = [];
    const emulator = await start({
      webhookUrl: 'http://patchbay.test/hook',
      fetch: async (_url, init) => {
        hooks.push({
          headers: new Headers(init?.headers),
          body: typeof init?.body === 'string' ? init.body : '',
        });
        return new Response(null, { status });
      },
    });
    const types = async (): Promise<readonly string[]> => {
      await emulator.settled();
      return hooks.map(({ body }) => (JSON.parse(body) as { readonly type: string }).type);
    };
    return { emulator, hooks, types };
  };
  const visit = async (
    emulator: DailyEmulator,
  ): Promise<{ readonly room: string; readonly session: string }> => {
    const room = await createRoom(emulator);
    const client = new DailyClient(emulator);
    const { self } = await client.join(room, tokenFor(emulator, room, 'user-1'));
    await askDaily(emulator, 'DELETE', `/rooms/${room}`);
    client.close();
    return { room, session: self.session };
  };

  test('tell of a meeting from its start to its end, in order', async () => {
    const { emulator, hooks, types } = await listen();
    const { room, session } = await visit(emulator);
    expect(await types()).toEqual([
      'meeting.started',
      'participant.joined',
      'participant.left',
      'meeting.ended',
    ]);
    expect(JSON.parse(hooks[2]?.body ?? '')).toMatchObject({
      version: '1.0.0',
      id: expect.any(String),
      payload: { room, session_id: session, user_id: 'user-1', duration: expect.any(Number) },
    });
  });

  test('are signed with what the secret decodes to, over the time and the body', async () => {
    const { emulator, hooks } = await listen();
    await visit(emulator);
    await emulator.settled();
    expect(hooks).toHaveLength(4);
    for (const { headers, body } of hooks) {
      const key = Buffer.from(emulator.account.webhookSecret, 'base64');
      const text = `${headers.get('x-webhook-timestamp')}.${body}`;
      expect(headers.get('x-webhook-signature')).toBe(
        createHmac('sha256', key).update(text).digest('base64'),
      );
    }
  });

  test('of who left can be lost', async () => {
    const { emulator, types } = await listen();
    emulator.faults.loseLeaveEvents(true);
    await visit(emulator);
    expect(await types()).toEqual(['meeting.started', 'participant.joined', 'meeting.ended']);
  });

  test('that fail stop nothing', async () => {
    const { emulator, types } = await listen(500);
    await visit(emulator);
    expect(await types()).toHaveLength(4);
    expect(emulator.log().filter(({ what }) => what.startsWith('webhook'))).toHaveLength(4);
  });
});

test('logs what was asked, and no secrets', async () => {
  const emulator = await start();
  const room = await createRoom(emulator);
  const token = tokenFor(emulator, room, 'user-1');
  const client = new DailyClient(emulator);
  await client.join(room, token);
  client.close();
  const log = emulator.log();
  expect(log.map(({ what }) => what)).toEqual(['POST /v1/rooms', 'join']);
  for (const secret of [emulator.account.apiKey, emulator.account.webhookSecret, token])
    expect(JSON.stringify(log)).not.toContain(secret);
});
