import type { BackendContext, UsageRequest } from '@patchbay/contract';
import { jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { createLivekitUsage } from './livekit-usage.ts';

const apiSecret = 'a-secret-of-more-than-32-characters!';
const access = { url: 'wss://project.livekit.test', apiKey: 'key', apiSecret };
const from = Date.parse('2026-11-22T00:00:00.000Z');
const to = Date.parse('2026-11-23T00:00:00.000Z');
const now = Date.parse('2026-11-23T12:00:00.000Z');
const base = 'https://cloud-api.livekit.io/api/project/p_1%2F2/sessions';

const session = (sessionId: string, change: object = {}) => ({
  sessionId,
  roomName: 'room-1',
  createdAt: '2026-11-22T09:00:00Z',
  endedAt: '2026-11-22T09:11:00Z',
  lastActive: '2026-11-22T09:11:00Z',
  bandwidthIn: '1024',
  bandwidthOut: '2048',
  numParticipants: 2,
  ...change,
});
const participant = (change: object = {}) => ({
  participantIdentity: 'person-1',
  participantName: '',
  roomId: 'RM_1',
  joinedAt: '2026-11-22T09:00:00.500Z',
  leftAt: '2026-11-22T09:10:00Z',
  publishedSources: { cameraTrack: true },
  ...change,
});
const detail = (...participants: readonly object[]) => ({
  roomId: 'RM_1',
  roomName: 'room-1',
  bandwidth: '2048',
  startTime: '2026-11-22T09:00:00Z',
  endTime: '2026-11-22T09:11:00Z',
  numParticipants: participants.length,
  connectionMinutes: 20,
  participants,
});

interface Answers {
  /** Page by page. */
  readonly pages: readonly unknown[];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Stands where LiveKit Cloud is. */
function analytics({ pages, details = {} }: Answers, at = now) {
  const asked: string[] = [];
  const tokens: (string | undefined)[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const path = request.url.slice(base.length);
    expect(request.url.slice(0, base.length)).toBe(base);
    tokens.push(request.headers.get('authorization')?.split('Bearer ')[1]);
    asked.push(path);
    const page = new URL(request.url).searchParams.get('page');
    const answer = page === null ? details[path.slice(1)] : pages[Math.min(Number(page), pages.length - 1)];
    if (answer instanceof Response) return answer;
    return answer === undefined ? new Response('', { status: 404 }) : Response.json(answer);
  };
  const context = { fetch, now: () => at } as unknown as BackendContext;
  const { pullUsage } = createLivekitUsage(access, 'p_1/2', context);
  const pull = (request: Partial<UsageRequest> = {}) =>
    pullUsage?.({ from, to, rooms: undefined, ...request });
  return { pull, asked, tokens };
}

const line = {
  room: 'room-1',
  participant: 'person-1',
  connection: undefined,
  startedAt: Date.parse('2026-11-22T09:00:00.500Z'),
  endedAt: Date.parse('2026-11-22T09:10:00.000Z'),
  participantSeconds: 599.5,
  amount: undefined,
};

describe('usage', () => {
  test('is a line for each participant of each session, with nobody’s name', async () => {
    const somebody = participant({
      participantIdentity: 'person-2',
      participantName: 'A Name',
      leftAt: undefined,
    });
    const { pull } = analytics({
      pages: [{ sessions: [session('RM_1')] }],
      details: { RM_1: detail(participant(), somebody) },
    });
    const usage = await pull();
    const goesOn = { participant: 'person-2', endedAt: undefined, participantSeconds: undefined };
    expect(usage).toEqual([line, { ...line, ...goesOn }]);
  });

  test('is a line for each visit where LiveKit tells visits', async () => {
    const visit = (participantId: string, joinedAt: string, leftAt: string) => ({
      participantId,
      joinedAt,
      leftAt,
    });
    const sessions = [
      visit('PA_1', '2026-11-22T09:00:00Z', '2026-11-22T09:01:00Z'),
      visit('PA_2', '2026-11-22T09:05:00Z', '2026-11-22T09:10:00Z'),
    ];
    const { pull } = analytics({
      pages: [{ sessions: [session('RM_1')] }],
      details: { RM_1: detail(participant({ sessions })) },
    });
    expect(
      (await pull())?.map(({ connection, participantSeconds }) => [connection, participantSeconds]),
    ).toEqual([
      ['PA_1', 60],
      ['PA_2', 300],
    ]);
  });

  test('is what began in the time that was asked for', async () => {
    const times = [from - 1000, from, to - 1000, to].map((at, index) =>
      participant({
        participantIdentity: `p${index}`,
        joinedAt: new Date(at).toISOString(),
        leftAt: undefined,
      }),
    );
    const { pull } = analytics({
      pages: [{ sessions: [session('RM_1')] }],
      details: { RM_1: detail(...times) },
    });
    expect((await pull())?.map((one) => one.participant)).toEqual(['p1', 'p2']);
  });

  test('of no session is nothing', async () => {
    expect(await analytics({ pages: [{}] }).pull()).toEqual([]);
    expect(await analytics({ pages: [{ sessions: [] }] }).pull()).toEqual([]);
  });

  test('of some rooms is asked for of these only', async () => {
    const { pull, asked } = analytics({
      pages: [{ sessions: [session('RM_1'), session('RM_2', { roomName: 'room-2' })] }],
      details: { RM_2: detail(participant()) },
    });
    expect((await pull({ rooms: ['room-2'] }))?.map(({ room }) => room)).toEqual(['room-2']);
    expect(asked.slice(1)).toEqual(['/RM_2']);
  });
});

describe('the question', () => {
  test('is for the sessions from the day before on, to the day that is not wanted', async () => {
    const { pull, asked } = analytics({ pages: [{}] });
    await pull();
    await pull({ to: to - 1 });
    await pull({ to: to + 1 });
    expect(asked).toEqual([
      '?start=2026-11-21&end=2026-11-23&limit=100&page=0',
      '?start=2026-11-21&end=2026-11-23&limit=100&page=0',
      '?start=2026-11-21&end=2026-11-24&limit=100&page=0',
    ]);
  });

  test('begins with no day of which LiveKit has forgotten some', async () => {
    const { pull, asked } = analytics({ pages: [{}] }, Date.parse('2026-11-29T00:00:01.000Z'));
    await pull();
    expect(asked).toEqual(['?start=2026-11-23&end=2026-11-23&limit=100&page=0']);
  });

  test('comes with a short token that may list rooms, and nothing else', async () => {
    const { pull, tokens } = analytics({ pages: [{}] });
    await pull();
    const { payload } = await jwtVerify(String(tokens[0]), new TextEncoder().encode(apiSecret));
    expect(payload).toMatchObject({ iss: 'key', video: { roomList: true } });
    expect(Object.keys(payload['video'] as object)).toEqual(['roomList']);
    expect(Number(payload.exp) - Number(payload.nbf)).toBe(600);
  });

  test('goes through all pages', async () => {
    const full = Array.from({ length: 100 }, (_, index) => session(`RM_${index}`));
    const details = Object.fromEntries(
      Array.from({ length: 101 }, (_, index) => [`RM_${index}`, detail(participant())]),
    );
    const { pull } = analytics({ pages: [{ sessions: full }, { sessions: [session('RM_100')] }], details });
    expect(await pull()).toHaveLength(101);
  });

  test('that is answered with the same page again and again ends', async () => {
    const full = Array.from({ length: 100 }, (_, index) => session(`RM_${index}`, { roomName: 'another' }));
    const { pull, asked } = analytics({ pages: [{ sessions: full }] });
    await expect(pull({ rooms: ['room-1'] })).rejects.toMatchObject({ code: 'provider-failure' });
    expect(asked).toHaveLength(2);
  });
});

describe('what is no usage is an error, and not nothing', () => {
  test.each([
    [401, 'credentials-rejected', false],
    [403, 'not-allowed', false],
    [404, 'not-allowed', false],
    [429, 'provider-failure', true],
    [500, 'provider-failure', true],
  ])('%s', async (status, code, retryable) => {
    const { pull } = analytics({ pages: [new Response('requires a Scale plan', { status })] });
    const error: unknown = await pull()?.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, retryable, provider: 'livekit', vendorCode: String(status) });
    expect(String(error)).not.toContain(apiSecret);
  });

  test.each([
    ['no JSON', new Response('<html>')],
    ['a list that is none', { sessions: 'none' }],
    ['a session without a room', { sessions: [session('RM_1', { roomName: undefined })] }],
    ['a session without an id', { sessions: [session('')] }],
  ])('%s', async (_, page) => {
    const { pull } = analytics({ pages: [page] });
    await expect(pull()).rejects.toMatchObject({ code: 'provider-failure' });
  });

  test.each([
    ['somebody without an identity', { participantIdentity: undefined }],
    ['a join without a time', { joinedAt: undefined }],
    ['a leave at no time', { leftAt: 'soon' }],
    ['visits that are none', { sessions: [1] }],
  ])('%s', async (_, change) => {
    const { pull } = analytics({
      pages: [{ sessions: [session('RM_1')] }],
      details: { RM_1: detail(participant(change)) },
    });
    await expect(pull()).rejects.toMatchObject({ code: 'provider-failure' });
  });
});
