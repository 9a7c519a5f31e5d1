import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { access, fakeTwilioRest, refusal } from '../../fixtures/fake-twilio-rest.ts';
import { createTwilioRest, listOf, textOf, unlessGone } from './twilio-rest.ts';

const { server, calls, pauses, rest, answerWith, reset } = fakeTwilioRest();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

const ask = () => rest('video', 'Rooms/room-1', { Status: 'completed' });

describe('too many requests', () => {
  test('are tried again, later and later', async () => {
    answerWith('end', refusal(429, 20429), refusal(429, 20429), refusal(429, 20429));
    expect(await ask()).toMatchObject({ status: 'completed' });
    expect([calls.length, pauses]).toEqual([4, [250, 500, 1000]]);
  });

  test('wait as long as Twilio says', async () => {
    answerWith('end', refusal(429, 20429, { 'retry-after': '2' }));
    await ask();
    expect(pauses).toEqual([2000]);
  });

  test('are given up after three, or when the wait is too long for a join', async () => {
    answerWith('end', ...Array.from({ length: 5 }, () => refusal(429, 20429)));
    await expect(ask()).rejects.toMatchObject({
      code: 'provider-failure',
      retryable: true,
      vendorCode: '20429',
    });
    expect(calls).toHaveLength(4);
    answerWith('end', refusal(429, 20429, { 'retry-after': '60' }));
    await expect(ask()).rejects.toMatchObject({ retryable: true });
    expect(pauses).toEqual([250, 500, 1000]);
  });
});

describe('a refusal', () => {
  test.each([
    [401, 20003, 'credentials-rejected', '20003', false],
    [403, undefined, 'credentials-rejected', '403', false],
    [404, 20404, 'room-not-found', '20404', false],
    [404, 53106, 'room-not-found', '53106', false],
    [400, 53107, 'invalid-argument', '53107', false],
    [400, 20001, 'invalid-argument', '20001', false],
    [400, 53105, 'room-full', '53105', false],
    [500, 20500, 'provider-failure', '20500', true],
    [503, undefined, 'provider-failure', '503', true],
  ])('HTTP %i with the code %s is %s', async (status, code, ours, vendorCode, retryable) => {
    answerWith('end', refusal(status, code));
    await expect(ask()).rejects.toMatchObject({ code: ours, vendorCode, retryable, provider: 'twilio' });
    expect(calls).toHaveLength(1);
  });

  test('never tells the secret', async () => {
    answerWith('end', refusal(401, 20003));
    const error: unknown = await ask().catch((reason: unknown) => reason);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(access.apiKeySecret);
  });
});

describe('an answer that is none', () => {
  test.each([
    ['a page', () => new HttpResponse('<html>')],
    ['nothing', () => new HttpResponse(null)],
    ['a list', () => HttpResponse.json([])],
    ['a number', () => HttpResponse.json(1)],
  ])('such as %s is a failure', async (_name, answer) => {
    answerWith('end', answer);
    await expect(ask()).rejects.toMatchObject({ code: 'provider-failure', retryable: true });
  });

  test('such as nobody’s is unreachable', async () => {
    answerWith('end', () => HttpResponse.error());
    await expect(ask()).rejects.toMatchObject({ code: 'unreachable', retryable: true });
  });

  test('such as a redirect elsewhere is not followed with the credentials', async () => {
    let asked: RequestInit | undefined;
    const watched = createTwilioRest(access, {
      fetch: (_input, init) => {
        asked = init;
        return Promise.reject(new TypeError('redirect'));
      },
    });
    await expect(watched('video', 'Rooms')).rejects.toMatchObject({ code: 'unreachable' });
    expect(asked?.redirect).toBe('error');
    expect(asked?.signal).toBeInstanceOf(AbortSignal);
  });
});

describe('reading', () => {
  test('takes text and lists where Twilio’s schema promises them', () => {
    expect(textOf({ sid: 'RM1' }, 'sid')).toBe('RM1');
    expect(listOf({ rooms: [{ sid: 'RM1' }] }, 'rooms')).toEqual([{ sid: 'RM1' }]);
  });

  test.each([{}, { sid: '' }, { sid: null }, { sid: 1 }])('%j has no text', (resource) => {
    expect(() => textOf(resource, 'sid')).toThrow(expect.objectContaining({ code: 'provider-failure' }));
  });

  test.each([{}, { rooms: {} }, { rooms: ['RM1'] }, { rooms: [null] }])('%j has no list', (resource) => {
    expect(() => listOf(resource, 'rooms')).toThrow(expect.objectContaining({ code: 'provider-failure' }));
  });
});

test('gone is what is not there, or is over', async () => {
  for (const [status, code] of [
    [404, 20404],
    [404, 53106],
    [400, 53112],
  ] as const) {
    answerWith('end', refusal(status, code));
    expect(await unlessGone(ask())).toBeUndefined();
  }
  answerWith('end', refusal(500, 20500));
  await expect(unlessGone(ask())).rejects.toMatchObject({ code: 'provider-failure' });
});
