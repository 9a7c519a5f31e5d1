import { describe, expect, test } from 'vitest';
import { patience } from './patience.ts';
import { createPoliteFetch } from './polite-fetch.ts';

const address = 'https://vendor.test/rooms';
const limited = (after?: string) =>
  new Response('', { status: 429, headers: after ? { 'retry-after': after } : {} });

/** A vendor that answers in turn; time passes only by what is scheduled, at once. */
function setUp(answers: readonly (() => Promise<Response> | Response)[]) {
  const asked: string[] = [];
  const pauses: number[] = [];
  const limits: number[] = [];
  let now = Date.parse('2026-11-25T00:00:00Z');
  let turn = 0;
  const polite = createPoliteFetch({
    provider: 'vendor',
    fetch: async (input) => {
      const request = input as Request;
      asked.push(`${request.method} ${await request.text()}`);
      const answer = answers[Math.min(turn, answers.length - 1)];
      turn += 1;
      if (answer === undefined) throw new Error('No answer was prepared.');
      return answer();
    },
    schedule: (callback, milliseconds) => {
      // Deadlines of attempts do not fire here.
      if (milliseconds === 8_000) return () => undefined;
      pauses.push(milliseconds);
      now += milliseconds;
      callback();
      return () => undefined;
    },
    now: () => now,
    random: () => 1,
    onLimited: (until) => void limits.push(until - now),
  });
  return { polite, asked, pauses, limits };
}

describe('a rate limit', () => {
  test('is waited for as long as the vendor says, and the same is asked again', async () => {
    const { polite, asked, pauses } = setUp([() => limited('2'), () => new Response('done')]);
    const response = await polite(address, { method: 'POST', body: 'room' });
    expect(await response.text()).toBe('done');
    expect(asked).toEqual(['POST room', 'POST room']);
    expect(pauses).toEqual([2_000]);
  });

  test('may name a date', async () => {
    const { polite, pauses } = setUp([
      () => limited('Wed, 25 Nov 2026 00:00:03 GMT'),
      () => new Response(''),
    ]);
    await polite(address);
    expect(pauses).toEqual([3_000]);
  });

  test('without a word is met with growing pauses, and in the end told', async () => {
    const { polite, asked, pauses, limits } = setUp([() => limited()]);
    const { status } = await polite(address);
    expect([status, asked.length, pauses]).toEqual([429, 4, [250, 500, 1_000]]);
    expect(limits).toEqual([]);
  });

  test('that would last is told at once', async () => {
    const { polite, asked, limits } = setUp([() => limited('60')]);
    expect((await polite(address)).status).toBe(429);
    expect(asked).toHaveLength(1);
    expect(limits).toEqual([60_000]);
  });
});

test('a rate limit that would last is waited for where nobody waits, but not for ever', async () => {
  const { polite, asked, pauses, limits } = setUp([() => limited('60'), () => limited('3600')]);
  expect((await patience.run(300_000, () => polite(address))).status).toBe(429);
  expect([asked.length, pauses, limits]).toEqual([2, [60_000], [3_600_000]]);
});

test('nothing but a rate limit is asked again', async () => {
  const { polite, asked } = setUp([() => new Response('', { status: 503 })]);
  expect((await polite(address)).status).toBe(503);
  expect(asked).toHaveLength(1);
});

test('a server that is not there is unreachable', async () => {
  const cause = new TypeError('fetch failed');
  const { polite } = setUp([() => Promise.reject(cause)]);
  await expect(polite(address)).rejects.toMatchObject({ code: 'unreachable', retryable: true, cause });
});

test('a server that says nothing is given up', async () => {
  const polite = createPoliteFetch({
    provider: 'vendor',
    fetch: (input) =>
      new Promise((_, reject) => {
        const { signal } = input as Request;
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
    schedule: (callback) => {
      queueMicrotask(callback);
      return () => undefined;
    },
    now: () => 0,
    random: () => 0,
  });
  await expect(polite(address)).rejects.toMatchObject({ code: 'timeout', retryable: true });
});

test('the caller may give up too', async () => {
  const { polite } = setUp([() => Promise.reject(new Error('aborted'))]);
  const gone = AbortSignal.abort(new Error('not needed any more'));
  await expect(polite(address, { signal: gone })).rejects.not.toHaveProperty('code', 'unreachable');
});

test('a redirect is not followed: it might carry the credentials elsewhere', async () => {
  let redirect: string | undefined;
  const polite = createPoliteFetch({
    provider: 'vendor',
    fetch: async (input) => {
      redirect = (input as Request).redirect;
      return new Response('');
    },
    schedule: () => () => undefined,
    now: () => 0,
    random: () => 0,
  });
  await polite(address);
  expect(redirect).toBe('error');
});
