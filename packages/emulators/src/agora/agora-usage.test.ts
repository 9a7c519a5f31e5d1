import { afterEach, beforeEach, expect, test } from 'vitest';
import { enter, rest } from '../../fixtures/agora-client.ts';
import { type AgoraEmulator, startAgoraEmulator } from './index.ts';

let time = Date.parse('2026-11-23T23:50:00.250Z');
let emulator: AgoraEmulator;
beforeEach(async () => {
  emulator = await startAgoraEmulator({ now: () => time });
});
afterEach(() => emulator.close());

const ask = (query: Readonly<Record<string, string>>) =>
  rest(
    emulator,
    `/dev/v3/usage?${new URLSearchParams({ project_id: emulator.account.projectId, ...query })}`,
  );
const days = { from_date: '2026-11-22', to_date: '2026-11-24' };
const usages = async () => ((await (await ask(days)).json()) as { readonly usages: unknown }).usages;

test('is the seconds of all channels by day and by what people got', async () => {
  const publisher = await enter(emulator, 2, 'room-1', time);
  const viewer = await enter(emulator, 4, 'room-1', time);
  const elsewhere = await enter(emulator, 2, 'room-2', time);
  time += 60_000;
  const stream = { stream_type: 'high', ssrcs: [{ ssrcId: 11, rtx: 12 }] };
  await publisher.client.request('publish', { ortc: [stream] });
  await viewer.client.request('subscribe', { stream_id: 2, stream_type: 'high', ssrcId: 11 });
  time += 600_000;
  await publisher.client.request('leave');
  time += 30_000;
  for (const { client } of [viewer, elsewhere]) await client.request('leave');
  time += 3_600_000;
  // Until and after midnight, without pictures: the publisher 599.75 and 60.25 s, the viewer 60 and 30 s, the other 599.75 and
  // 90.25 s; with pictures the viewer 539.75 and 60.25 s.
  expect(await usages()).toEqual([
    { date: '2026-11-22T00:00:00.000Z', usage: { durationAudioAll: 0, durationVideoHd: 0 } },
    { date: '2026-11-23T00:00:00.000Z', usage: { durationAudioAll: 1260, durationVideoHd: 540 } },
    { date: '2026-11-24T00:00:00.000Z', usage: { durationAudioAll: 181, durationVideoHd: 60 } },
  ]);
  for (const { client } of [publisher, viewer, elsewhere]) client.breakOff();
});

test.each([
  [400, { from_date: 'yesterday', to_date: '2026-11-24' }],
  [404, { ...days, project_id: 'another' }],
])('is refused with %i for %j', async (status, query) => {
  expect((await ask(query)).status).toBe(status);
});
