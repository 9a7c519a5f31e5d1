import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configure, manage, PexipClient } from '../../fixtures/pexip-client.ts';
import { type PexipEmulator, startPexipEmulator } from './index.ts';

let emulator: PexipEmulator;
let now: number;
beforeEach(async () => {
  now = Date.parse('2026-11-23T10:00:00Z');
  emulator = await startPexipEmulator({ now: () => now });
});
afterEach(() => emulator.close());

interface Page {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly objects: readonly Readonly<Record<string, unknown>>[];
}
const read = async (path: string): Promise<Page> => (await (await manage(emulator, path)).json()) as Page;
const conferences = '/configuration/v1/conference/';

describe('conferences', () => {
  test('are made, read without their PINs, and removed', async () => {
    const made = await configure(emulator, { pin: '1234' });
    const path = made.headers.get('location')?.replace('/api/admin', '') ?? '';
    expect([made.status, path]).toEqual([201, `${conferences}1/`]);
    const text = await (await manage(emulator, path)).text();
    expect(JSON.parse(text)).toMatchObject({ name: 'room-1', aliases: [{ alias: 'room-1' }] });
    expect(text).not.toContain('1234');
    expect((await manage(emulator, path, undefined, 'DELETE')).status).toBe(204);
    expect((await manage(emulator, path, undefined, 'DELETE')).status).toBe(404);
    expect((await manage(emulator, path)).status).toBe(404);
  });

  test.each([
    ['another service', { service_type: 'gateway' }],
    ['a PIN of letters', { pin: 'abcd' }],
    ['a PIN that is too short', { pin: '123' }],
    ['less than nobody in it', { participant_limit: -1 }],
    ['no name', { name: '' }],
  ])('with %s are refused', async (_name, terms) => {
    expect((await configure(emulator, terms)).status).toBe(400);
  });

  test('with a name or an alias that is taken are refused', async () => {
    await configure(emulator);
    expect(await (await configure(emulator)).json()).toMatchObject({
      conference: { name: [expect.any(String)] },
    });
    const other = await configure(emulator, { name: 'room-2' });
    expect(await other.json()).toMatchObject({ conference: { aliases: [expect.any(String)] } });
  });

  test('are listed page by page, 20 unless told', async () => {
    for (let index = 1; index <= 21; index += 1)
      await configure(emulator, { name: `room-${index}`, aliases: [] });
    const first = await read(conferences);
    expect(first.objects).toHaveLength(20);
    expect(first.meta).toMatchObject({ total_count: 21, next: '?limit=20&offset=20' });
    expect((await read(`${conferences}?limit=20&offset=20`)).objects).toMatchObject([{ name: 'room-21' }]);
    expect((await read(`${conferences}?limit=0`)).objects).toHaveLength(21);
    expect((await read(`${conferences}?name=room-3`)).objects).toHaveLength(1);
  });

  test('need the account', async () => {
    for (const headers of [{}, { authorization: 'Basic eDp5' }])
      expect((await fetch(`${emulator.url}/api/admin${conferences}`, { headers })).status).toBe(401);
  });
});

test('who is there is in status, and who was there in history once all are gone', async () => {
  await configure(emulator);
  const [first, second] = [new PexipClient(emulator), new PexipClient(emulator)];
  await first.join('first');
  await second.join('second');
  now += 61_000;
  await first.post('release_token');
  const status = await read('/status/v1/participant/?conference=room-1');
  expect(status.objects).toMatchObject([
    { id: second.uuid, call_tag: 'tag-of-second', conference: 'room-1' },
  ]);
  const history = '/history/v1/participant/?conference_name=room-1';
  expect((await read(history)).objects).toEqual([]);
  await second.post('release_token');
  expect((await read(history)).objects).toMatchObject([
    {
      id: first.uuid,
      duration: 61,
      start_time: '2026-11-23T10:00:00.000',
      end_time: '2026-11-23T10:01:01.000',
    },
    { id: second.uuid, duration: 61 },
  ]);
  expect((await read(`${history}&start_time__gte=2026-11-23T10:00:01`)).objects).toEqual([]);
  expect((await read(`${history}&start_time__lt=2026-11-23T10:00:00`)).objects).toEqual([]);
  expect((await read('/status/v1/conference/')).objects).toEqual([]);
  for (const client of [first, second]) client.close();
});
