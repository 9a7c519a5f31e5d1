import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { adminSecret, fakeJanusAdmin } from '../../fixtures/fake-janus-admin.ts';
import { createJanusAdmin } from './janus-admin.ts';

const { server, asked, ask, askAs, answerWith, reset } = fakeJanusAdmin();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

const exists = { request: 'exists', room: 'room-1', secret: 'secret' };

test('asks one plugin, with the secret and a transaction of its own each time', async () => {
  expect(await ask('videoroom', exists)).toEqual({ videoroom: 'success', exists: false });
  expect(await ask('textroom', exists)).toEqual({ textroom: 'success', exists: false });
  expect(asked).toMatchObject([{ plugin: 'janus.plugin.videoroom' }, { plugin: 'janus.plugin.textroom' }]);
  const transactions = asked.flatMap(({ transaction, request }) => [transaction, request.transaction]);
  expect(new Set(transactions).size).toBe(2);
});

describe('a refusal', () => {
  test.each([
    [{ janus: 'error', error: { code: 403, reason: 'no' } }, 'credentials-rejected', 'core 403'],
    [{ janus: 'error', error: { code: 460, reason: 'no' } }, 'provider-failure', 'core 460'],
    [{ janus: 'error', error: { code: 457, reason: 'no' } }, 'invalid-argument', 'core 457'],
    [{ janus: 'error' }, 'provider-failure', undefined],
    [{ janus: 'success', response: { error_code: 426, error: 'no' } }, 'room-not-found', 'videoroom 426'],
    [
      { janus: 'success', response: { error_code: 433, error: 'no' } },
      'credentials-rejected',
      'videoroom 433',
    ],
    [{ janus: 'success', response: { error_code: 499, error: 'no' } }, 'provider-failure', 'videoroom 499'],
    [{ janus: 'success', response: { error_code: 777, error: 'no' } }, 'provider-failure', 'videoroom 777'],
  ])('%j is %s', async (answer, code, vendorCode) => {
    answerWith(() => HttpResponse.json(answer));
    await expect(ask('videoroom', exists)).rejects.toMatchObject({ code, vendorCode, provider: 'janus' });
  });

  test('never tells the secret', async () => {
    const error: unknown = await askAs('the-wrong-secret-of-janus')('videoroom', exists).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'credentials-rejected' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(
      /the-wrong-secret|the-admin-secret/,
    );
  });
});

describe('an answer that is none', () => {
  test.each([
    ['a page', () => new HttpResponse('<html>'), false],
    ['nothing', () => new HttpResponse(null), false],
    ['a list', () => HttpResponse.json([]), false],
    ['another word', () => HttpResponse.json({ janus: 'ack' }), false],
    ['that of a proxy', () => HttpResponse.json({ error: 'bad gateway' }, { status: 502 }), true],
    [
      'a success with a bad status',
      () => HttpResponse.json({ janus: 'success', response: {} }, { status: 500 }),
      true,
    ],
  ])('such as %s is a failure', async (_name, answer, retryable) => {
    answerWith(answer);
    await expect(ask('videoroom', exists)).rejects.toMatchObject({ code: 'provider-failure', retryable });
  });

  test('is told as the server’s own fetch tells it', async () => {
    const reason = new Error('nobody there');
    const unreached = createJanusAdmin({
      adminUrl: 'http://janus.test:7088/admin',
      adminSecret,
      fetch: () => Promise.reject(reason),
      randomId: () => 'id',
    });
    await expect(unreached('videoroom', exists)).rejects.toBe(reason);
  });

  test('that sends elsewhere is not followed with the secret', async () => {
    let init: RequestInit | undefined;
    const watched = createJanusAdmin({
      adminUrl: 'http://janus.test:7088/admin',
      adminSecret,
      fetch: (_input, given) => {
        init = given;
        return Promise.resolve(Response.json({ janus: 'success', response: {} }));
      },
      randomId: () => 'id',
    });
    await watched('videoroom', exists);
    expect(init?.redirect).toBe('error');
  });
});
