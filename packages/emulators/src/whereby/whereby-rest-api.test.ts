import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMeeting, WherebyClient } from '../../fixtures/whereby-client.ts';
import { startWherebyEmulator, type WherebyEmulator } from './index.ts';

let emulator: WherebyEmulator;
let now: number;

beforeEach(async () => {
  now = Date.now();
  emulator = await startWherebyEmulator({ now: () => now });
});
afterEach(() => emulator.close());

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${emulator.url}/v1${path}`, {
    headers: { authorization: `Bearer ${emulator.account.apiKey}` },
    ...init,
  });
const post = (body: unknown): Promise<Response> =>
  ask('/meetings', { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
const read = async (path: string): Promise<Readonly<Record<string, unknown>>[]> => {
  const { results } = (await (await ask(path)).json()) as { results: Record<string, unknown>[] };
  return results;
};

describe('meetings', () => {
  const endDate = () => new Date(now + 60_000).toISOString();

  test('are made with a room of a random name, and extra fields on demand', async () => {
    const plain = await post({ endDate: endDate(), roomNamePrefix: 'visit' });
    expect(plain.status).toBe(201);
    const meeting = (await plain.json()) as Record<string, string>;
    expect(meeting['roomUrl']).toMatch(/^https:\/\/emulated\.whereby\.com\/visit[0-9a-f-]{36}$/);
    expect(meeting).not.toHaveProperty('hostRoomUrl');
    const full = await ask(`/meetings/${meeting['meetingId']}?fields=hostRoomUrl`);
    expect(await full.json()).toMatchObject({ hostRoomUrl: expect.stringContaining('?roomKey=') });
    expect(await read('/meetings')).toHaveLength(1);
  });

  test.each([
    ['no end', {}],
    ['an end that is no date', { endDate: 'tomorrow' }],
    ['an end that is past', { endDate: '2020-01-01T00:00:00Z' }],
    ['another mode', { endDate: '2099-01-01T00:00:00Z', roomMode: 'huge' }],
    ['a field that there is not', { endDate: '2099-01-01T00:00:00Z', colour: 'red' }],
    ['no JSON', 'endDate=2099'],
  ])('with %s are refused', async (_name, body) => {
    expect((await post(body)).status).toBe(400);
  });

  test('are deleted once or more often', async () => {
    const { meetingId } = await createMeeting(emulator);
    for (let turn = 0; turn < 2; turn += 1)
      expect((await ask(`/meetings/${meetingId}`, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(`/meetings/${meetingId}`)).status).toBe(404);
  });

  test('are gone an hour after their end', async () => {
    const { meetingId } = await createMeeting(emulator);
    now += 2 * 3_600_000 - 1000;
    expect((await ask(`/meetings/${meetingId}`)).status).toBe(200);
    now += 2000;
    expect((await ask(`/meetings/${meetingId}`)).status).toBe(404);
  });

  test('need the key', async () => {
    for (const headers of [{}, { authorization: 'Bearer of-somebody-else' }])
      expect((await ask('/meetings', { headers })).status).toBe(401);
  });
});

test('insights tell who was there and for how long, rounded up, after the meeting too', async () => {
  const { meetingId, roomName } = await createMeeting(emulator);
  const clients = ['first', 'second'].map((externalId) => ({
    externalId,
    client: new WherebyClient(emulator),
  }));
  for (const { client, externalId } of clients) await client.join(roomName, { externalId });
  now += 61_000;
  await ask(`/meetings/${meetingId}`, { method: 'DELETE' });
  const [room] = await read('/insights/rooms');
  expect(room).toMatchObject({
    roomName,
    totalSessions: 1,
    totalParticipantMinutes: 4,
    totalUniqueParticipants: 2,
  });
  const [session] = await read(`/insights/room-sessions?roomName=${roomName}`);
  expect(session).toMatchObject({
    roomName,
    totalParticipantMinutes: 4,
    endedAt: new Date(now).toISOString(),
  });
  const people = await read(`/insights/participants?roomSessionId=${String(session?.['roomSessionId'])}`);
  expect(people.map(({ externalId, leftAt }) => [externalId, leftAt])).toEqual([
    ['first', new Date(now).toISOString()],
    ['second', new Date(now).toISOString()],
  ]);
  expect(await read('/insights/participants?externalId=second')).toHaveLength(1);
  const [page] = await read('/insights/participants?limit=1&cursor=1');
  expect(page).toMatchObject({ externalId: 'second' });
  for (const { client } of clients) client.close();
});

test('what the SDK asks is answered to any page', async () => {
  const headers = { origin: 'https://app.test' };
  const device = await fetch(`${emulator.url}/devices`, { method: 'POST', headers });
  expect(device.headers.get('access-control-allow-origin')).toBe('https://app.test');
  expect(await device.json()).toMatchObject({ credentials: { uuid: expect.any(String) } });
  const organization = await fetch(`${emulator.url}/organization-subdomains/emulated/`, { headers });
  expect(await organization.json()).toMatchObject({ organizationId: emulator.account.organizationId });
});
