import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { access, fakeTwilioRest, refusal } from '../../fixtures/fake-twilio-rest.ts';
import { listOf, textOf, unlessGone } from './twilio-rest.ts';

const { server, calls, rest, answerWith, reset } = fakeTwilioRest();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

const ask = () => rest('video', 'Rooms/room-1', { Status: 'completed' });

describe('a refusal', () => {
  test.each([
    [401, 20003, 'credentials-rejected', '20003', false],
    [403, undefined, 'credentials-rejected', '403', false],
    [404, 20404, 'room-not-found', '20404', false],
    [404, 53106, 'room-not-found', '53106', false],
    [400, 53107, 'invalid-argument', '53107', false],
    [400, 20001, 'invalid-argument', '20001', false],
    [400, 53105, 'room-full', '53105', false],
    [429, 20429, 'provider-failure', '20429', true],
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
