import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { account, now } from '../../fixtures/fake-account.ts';
import { fakeVonageRest, refusal } from '../../fixtures/fake-vonage-rest.ts';
import { pullVonageUsage } from './vonage-usage.ts';

const { server, calls, rest, answerWith, reset } = fakeVonageRest();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

const [from, to] = [now - 3_600_000, now];
const pull = (rooms?: readonly string[]) => pullVonageUsage(rest, account.applicationId, { from, to, rooms });
const session = (sessionId: string, participantMinutes: object) => ({ sessionId, participantMinutes });
const summaries =
  (resources: readonly object[], totalCount = resources.length) =>
  () =>
    HttpResponse.json({
      data: { project: { sessionData: { sessionSummaries: { totalCount, resources } } } },
    });

const line = {
  participant: undefined,
  connection: undefined,
  amount: undefined,
  startedAt: from,
  endedAt: to,
};

describe('usage', () => {
  test('is a line per session, over all bands, in seconds', async () => {
    const many = { from1To2Publishers: 40, from3To6Publishers: 2.5, from11To35Publishers: null };
    answerWith('insights', summaries([session('s1', many), session('s2', {})]));
    expect(await pull()).toEqual([
      { ...line, room: 's1', participantSeconds: 2550 },
      { ...line, room: 's2', participantSeconds: undefined },
    ]);
  });

  test('is asked for by application and time', async () => {
    answerWith('insights', summaries([]));
    expect(await pull()).toEqual([]);
    const query = JSON.stringify(calls[0]?.given).replaceAll('\\"', '"');
    expect(query).toContain(`projectId: "${account.applicationId}"`);
    expect(query).toContain(`start: "${new Date(from).toISOString()}", end: "${new Date(to).toISOString()}"`);
  });

  test('of some rooms leaves out the others', async () => {
    answerWith('insights', summaries([session('s1', {}), session('s2', {})]));
    expect((await pull(['s2'])).map(({ room }) => room)).toEqual(['s2']);
  });

  test('that is cut off is no usage', async () => {
    answerWith('insights', summaries([session('s1', {})], 2));
    await expect(pull()).rejects.toMatchObject({ code: 'provider-failure' });
  });

  test.each([
    ['errors', () => HttpResponse.json({ errors: [{ message: 'No such field' }] })],
    ['nothing', () => HttpResponse.json({ data: { project: null } })],
    ['a line without a session', summaries([{ participantMinutes: {} }])],
  ])('answered with %s is a failure', async (_name, answer) => {
    answerWith('insights', answer);
    await expect(pull()).rejects.toMatchObject({ code: 'provider-failure', retryable: true });
  });

  test('that is refused is told', async () => {
    answerWith('insights', refusal(403));
    await expect(pull()).rejects.toMatchObject({ code: 'credentials-rejected' });
  });
});
