import { generateKeyPairSync } from 'node:crypto';
import { unlessGone } from '@patchbay/contract';
import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { access, account, now } from '../../fixtures/fake-account.ts';
import { fakeVonageRest, refusal } from '../../fixtures/fake-vonage-rest.ts';
import { createVonageRest, listOf, readPrivateKey, textOf } from './vonage-rest.ts';

const { server, calls, rest, answerWith, reset } = fakeVonageRest();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

const ask = () => rest('project', '/archive');

describe('a refusal', () => {
  test.each([
    [400, 'invalid-argument', false],
    [401, 'credentials-rejected', false],
    [403, 'credentials-rejected', false],
    [404, 'room-not-found', false],
    [409, 'not-allowed', false],
    [418, 'provider-failure', false],
    [429, 'provider-failure', true],
    [500, 'provider-failure', true],
    [503, 'provider-failure', true],
  ])('HTTP %i is %s', async (status, code, retryable) => {
    answerWith('archives', refusal(status));
    await expect(ask()).rejects.toMatchObject({
      code,
      retryable,
      vendorCode: String(status),
      provider: 'vonage',
    });
    expect(calls).toHaveLength(1);
  });

  test('never tells the key', async () => {
    answerWith('archives', refusal(401));
    const error: unknown = await ask().catch((reason: unknown) => reason);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/PRIVATE KEY|Bearer/);
  });
});

describe('an answer that is none', () => {
  test.each([
    ['a page', () => new HttpResponse('<html>')],
    ['a number', () => HttpResponse.json(1)],
    ['an empty list', () => HttpResponse.json([])],
    ['null', () => HttpResponse.json(null)],
  ])('such as %s is a failure', async (_name, answer) => {
    answerWith('archives', answer);
    await expect(ask()).rejects.toMatchObject({ code: 'provider-failure', retryable: true });
  });

  test('such as nobody’s is told as whoever lends the fetch tells it', async () => {
    const lost = new Error('no answer');
    const context = { fetch: () => Promise.reject(lost), now: () => now, randomId: () => 'id' };
    await expect(createVonageRest(access, context)('project', '/archive')).rejects.toBe(lost);
  });
});

test('the emulator takes the place of every address', async () => {
  const asked: string[] = [];
  const context = {
    fetch: async (input: string | URL | Request) => {
      asked.push(new Request(input).url);
      return Response.json({});
    },
    now: () => now,
    randomId: () => 'id',
  };
  const emulated = createVonageRest({ ...access, emulatorUrl: 'http://127.0.0.1:1/' }, context);
  await emulated('project', '/archive');
  await emulated('session', '/create', new URLSearchParams());
  await emulated('insights', '/graphql', { query: '' });
  expect(asked).toEqual([
    `http://127.0.0.1:1/v2/project/${account.applicationId}/archive`,
    'http://127.0.0.1:1/session/create',
    'http://127.0.0.1:1/video/insights-api/graphql',
  ]);
});

describe('the private key', () => {
  test('is taken as it was downloaded, and with its lines joined', () => {
    const joined = account.pem.trim().replaceAll('\n', '\\n');
    for (const pem of [account.pem, joined])
      expect(readPrivateKey(pem).equals(account.privateKey)).toBe(true);
  });

  test.each([
    ['text', 'no key at all, but a rather long text of somebody who pasted the wrong thing'],
    ['a public key', account.publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    [
      'another kind of key',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ],
  ])('is not %s, and what was given is not told', (_name, pem) => {
    expect(() => readPrivateKey(pem)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(() => readPrivateKey(pem)).not.toThrow(pem.slice(30, 60));
  });
});

describe('reading', () => {
  test('takes text and lists where Vonage promises them', () => {
    expect(textOf({ id: 'a1' }, 'id')).toBe('a1');
    expect(listOf({ items: [{ id: 'a1' }] }, 'items')).toEqual([{ id: 'a1' }]);
  });

  test.each([{}, { id: '' }, { id: null }, { id: 1 }])('%j has no text', (resource) => {
    expect(() => textOf(resource, 'id')).toThrow(expect.objectContaining({ code: 'provider-failure' }));
  });

  test.each([{}, { items: {} }, { items: ['a1'] }, { items: [null] }])('%j has no list', (resource) => {
    expect(() => listOf(resource, 'items')).toThrow(expect.objectContaining({ code: 'provider-failure' }));
  });
});

test('gone is what is not there, and nothing else', async () => {
  answerWith('archives', refusal(404), refusal(500));
  expect(await unlessGone(ask())).toBeUndefined();
  await expect(unlessGone(ask())).rejects.toMatchObject({ code: 'provider-failure' });
});
