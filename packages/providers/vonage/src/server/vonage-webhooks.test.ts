import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { account, now } from '../../fixtures/fake-account.ts';
import { memoryConnections } from '../../fixtures/memory-connections.ts';
import { createVonageWebhooks } from './vonage-webhooks.ts';

const { applicationId, signatureSecret } = account;
const data = '{"participant":"p1","userKey":"key"}';
const connection = { id: 'c1', createdAt: now - 2000, data };
const event = (name: string, about: object = {}) => ({
  sessionId: 'session-1',
  projectId: applicationId,
  event: name,
  timestamp: now - 1000,
  ...about,
});
const joined = event('connectionCreated', { connection });

/** Signed as Vonage says that it does, by an independent library. */
async function delivery(content: unknown, change: Readonly<Record<string, unknown>> = {}) {
  const { secret = signatureSecret, alg = 'HS256', iat = now / 1000, ...claims } = change;
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const payload_hash = createHash('sha256').update(text).digest('hex');
  const all = {
    iss: 'Vonage',
    jti: crypto.randomUUID(),
    payload_hash,
    application_id: applicationId,
    ...claims,
  };
  const token = await new SignJWT({ ...all, iat: Math.floor(Number(iat)) })
    .setProtectedHeader({ alg: String(alg), typ: 'JWT' })
    .sign(Buffer.from(String(secret)));
  const headers = new Map([['authorization', `Bearer ${token}`]]);
  return { headers, body: new TextEncoder().encode(text), receivedAt: now };
}

const setUp = () => {
  const book = memoryConnections();
  return { book, receive: createVonageWebhooks(signatureSecret, applicationId, book) };
};
const observationsOf = async (content: unknown) => {
  const verdict = await setUp().receive(await delivery(content));
  return verdict.accepted ? verdict.observations : verdict;
};

describe('a delivery', () => {
  test('that is genuine is accepted, and its id is the hash of what it says', async () => {
    const { receive } = setUp();
    const [first, again] = [await receive(await delivery(joined)), await receive(await delivery(joined))];
    expect(first).toMatchObject({ accepted: true, deliveryId: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(again).toEqual(first);
  });

  test('may leave out the application', async () => {
    expect(await setUp().receive(await delivery(joined, { application_id: undefined }))).toMatchObject({
      accepted: true,
    });
  });

  test('whose body has one byte flipped is refused', async () => {
    const { headers, body, receivedAt } = await delivery(joined);
    for (const index of [0, Math.floor(body.length / 2), body.length - 1]) {
      const flipped = body.map((byte, at) => (at === index ? byte ^ 1 : byte));
      expect(await setUp().receive({ headers, body: flipped, receivedAt })).toEqual({
        accepted: false,
        reason: 'signature-invalid',
      });
    }
  });

  test('whose token has one byte flipped is refused', async () => {
    const { headers, ...rest } = await delivery(joined);
    const token = headers.get('authorization') ?? '';
    for (const index of [10, Math.floor(token.length / 2), token.length - 3]) {
      const other = token[index] === 'A' ? 'B' : 'A';
      const forged = new Map([['authorization', token.slice(0, index) + other + token.slice(index + 1)]]);
      expect(await setUp().receive({ headers: forged, ...rest })).toMatchObject({ accepted: false });
    }
  });

  test.each([
    ['another secret', { secret: 'another-secret-of-somebody-else' }, 'signature-invalid'],
    ['another issuer', { iss: 'Somebody' }, 'signature-invalid'],
    ['no hash', { payload_hash: undefined }, 'signature-invalid'],
    ['another application', { application_id: 'another' }, 'signature-invalid'],
    ['a time more than a day ago', { iat: now / 1000 - 86_500 }, 'too-old'],
    ['a time to come', { iat: now / 1000 + 400 }, 'too-old'],
  ])('with %s is refused', async (_name, change, reason) => {
    expect(await setUp().receive(await delivery(joined, change))).toEqual({ accepted: false, reason });
  });

  test('signed with the right secret by another algorithm is refused', async () => {
    const secret = 'a-secret-that-is-long-enough-for-every-algorithm-there-is-in-the-book';
    const receive = createVonageWebhooks(secret, applicationId, memoryConnections());
    expect(await receive(await delivery(joined, { secret, alg: 'HS512' }))).toMatchObject({
      accepted: false,
    });
    expect(await receive(await delivery(joined, { secret }))).toMatchObject({ accepted: true });
  });

  test.each([
    ['no header', []],
    ['another scheme', [['authorization', 'Basic abc']]],
    ['an empty token', [['authorization', 'Bearer ']]],
  ] as const)('with %s is refused as unsigned', async (_name, headers) => {
    const { body, receivedAt } = await delivery(joined);
    const verdict = await setUp().receive({ headers: new Map(headers), body, receivedAt });
    expect(verdict).toEqual({ accepted: false, reason: 'signature-missing' });
  });

  test.each(['a', 'a.b', 'a.b.c', 'a.b.c.d', '..', 'e30.e30.'])(
    'with the token %s is refused',
    async (token) => {
      const headers = new Map([['authorization', `Bearer ${token}`]]);
      const verdict = await setUp().receive({ headers, body: new Uint8Array(), receivedAt: now });
      expect(verdict).toEqual({ accepted: false, reason: 'signature-invalid' });
    },
  );

  test.each(['', 'no JSON', '7', 'null'])('that is signed but says %j is malformed', async (text) => {
    expect(await setUp().receive(await delivery(text))).toEqual({ accepted: false, reason: 'malformed' });
  });
});

describe('what is told', () => {
  const common = { room: 'session-1', participantClass: 'person', precision: 1, source: 'webhook' };
  const person = { ...common, participant: 'p1', connection: 'c1' };

  test.each([
    ['connectionCreated', { connection }, { ...person, kind: 'joined', at: now - 2000 }],
    [
      'connectionDestroyed',
      { connection, reason: 'clientDisconnected' },
      { ...person, kind: 'left', at: now - 1000 },
    ],
    ['streamCreated', { stream: { id: 's1', connection } }, { ...person, kind: 'present', at: now - 1000 }],
    ['streamDestroyed', { stream: { id: 's1', connection } }, { ...person, kind: 'present', at: now - 1000 }],
    ['sessionCreated', {}, { ...common, kind: 'room-started', at: now - 1000 }],
    ['sessionDestroyed', {}, { ...common, kind: 'room-ended', at: now - 1000 }],
  ])('of %s', async (name, about, observation) => {
    expect(await observationsOf(event(name, about))).toEqual([
      { participant: undefined, connection: undefined, ...observation },
    ]);
  });

  test.each([
    ['of other events', event('archiveStarted')],
    ['without a session', event('connectionCreated', { connection, sessionId: undefined })],
    ['without a time', event('connectionCreated', { connection, timestamp: 'now' })],
    ['without a connection', event('connectionCreated')],
    ['of a connection without an id', event('connectionCreated', { connection: { data } })],
    ['of somebody past Patchbay', event('connectionCreated', { connection: { id: 'c', data: 'SIP' } })],
    ['of somebody without data', event('connectionCreated', { connection: { id: 'c' } })],
  ])('is nothing %s', async (_name, content) => {
    expect(await observationsOf(content)).toEqual([]);
  });

  test('is remembered, so that a connection can be told from others', async () => {
    const { book, receive } = setUp();
    await receive(await delivery(event('connectionDestroyed', { connection: { ...connection, id: 'c0' } })));
    await receive(await delivery(joined));
    expect([...(await book.in('session-1'))]).toEqual([['c1', 'p1']]);
  });
});
