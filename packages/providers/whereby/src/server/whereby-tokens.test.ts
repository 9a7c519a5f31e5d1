import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  fakeWherebyRest,
  meetingOf,
  refusal,
  roomName,
  vendorRoom,
} from '../../fixtures/fake-whereby-rest.ts';
import { mintWherebyCredentials } from './whereby-tokens.ts';

const { server, calls, rest, answerWith, reset } = fakeWherebyRest();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

const request = { room: vendorRoom, participant: 'person-1', userKey: 'a-telling-key', ttlSeconds: 60 };
const roomUrl = `https://acme.whereby.com${roomName}`;

describe('credentials', () => {
  test('of a locked room have its key, apart from its address', async () => {
    const minted = await mintWherebyCredentials(rest, request, true);
    expect(minted).toEqual({ participant: 'person-1', roomUrl, roomKey: 'the-key' });
    expect(calls).toEqual([{ what: 'meeting', path: '/v1/meetings/134', given: { fields: 'hostRoomUrl' } }]);
  });

  test('of an open room have no key', async () => {
    const minted = await mintWherebyCredentials(rest, request, false);
    expect(minted).toEqual({ participant: 'person-1', roomUrl });
  });

  test('tell nothing of the person', async () => {
    const minted = await mintWherebyCredentials(rest, request, true);
    expect(JSON.stringify([minted, calls])).not.toContain('a-telling-key');
  });

  test.each(['', 'x'.repeat(37), 'umlaut-ä', 'with space', 'a.b'])(
    'are not made for %j',
    async (participant) => {
      const minting = mintWherebyCredentials(rest, { ...request, participant }, true);
      await expect(minting).rejects.toMatchObject({ code: 'invalid-argument' });
      expect(calls).toEqual([]);
    },
  );

  test('are made for what Patchbay mints', async () => {
    const participant = `${'aZ09'.repeat(6)}_-x`;
    await expect(mintWherebyCredentials(rest, { ...request, participant }, true)).resolves.toBeDefined();
  });

  test.each([
    ['a room that is gone', refusal(404), 'room-not-found'],
    ['a key that is refused', refusal(401), 'credentials-rejected'],
    [
      'a host address without a key',
      () => HttpResponse.json(meetingOf({ hostRoomUrl: roomUrl })),
      'provider-failure',
    ],
    ['no host address', () => HttpResponse.json(meetingOf()), 'provider-failure'],
  ])('are not made with %s', async (_name, answer, code) => {
    answerWith('meeting', answer);
    await expect(mintWherebyCredentials(rest, request, true)).rejects.toMatchObject({ code });
  });
});
