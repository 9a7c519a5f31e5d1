import { createHmac } from 'node:crypto';
import type { WebhookRequest } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { createAgoraPeople, uidOf } from './agora-people.ts';
import { createAgoraWebhooks } from './agora-webhooks.ts';

const secret = 'the-secret-of-notifications';
const uid = uidOf('participant-1');
/** Knows nothing before the test. */
const newPeople = () =>
  createAgoraPeople({
    participantsOf: async () => ['participant-1'],
    connections: { remember: async () => undefined, in: async () => new Map() },
  });
const receive: ReturnType<typeof createAgoraWebhooks> = (request) =>
  createAgoraWebhooks(secret, newPeople())(request);
const receivedAt = 1_700_000_060_000;
const ts = 1_700_000_000;

const payload = { channelName: 'room-1', ts, uid, platform: 7, clientSeq: 1 };
const joined = {
  sid: '80E54XXX',
  noticeId: '2000001428:4330:107',
  productId: 1,
  eventType: 107,
  notifyMs: 1_700_000_001_000,
  payload,
};
const notice = (eventType: number, change: object = {}) => ({
  ...joined,
  eventType,
  payload: { ...payload, ...change },
});

function delivery(text: string, key = secret): WebhookRequest {
  const signature = createHmac('sha256', key).update(text).digest('hex');
  return {
    headers: new Map([['agora-signature-v2', signature]]),
    body: new TextEncoder().encode(text),
    receivedAt,
  };
}
const deliveryOf = (value: unknown, key?: string) => delivery(JSON.stringify(value), key);
const withSignature = (signature: string): WebhookRequest => ({
  ...deliveryOf(joined),
  headers: new Map([['agora-signature-v2', signature]]),
});

describe('the signature', () => {
  test('of the documented example is accepted', async () => {
    // "Receive notifications about channel events": the body, the secret and the HMAC-SHA256 that come of them.
    const body =
      '{"eventType":10,"noticeId":"4eb720f0-8da7-11e9-a43e-53f411c2761f","notifyMs":1560408533119,"payload":{"a":"1","b":2},"productId":1}';
    const signature = 'de96da5acf03b0021ac3b4fa2225e7ae6f3533a30d50bb02c08ea4fa748bda24';
    const verdict = await createAgoraWebhooks(
      'secret',
      newPeople(),
    )({
      headers: new Map([['agora-signature-v2', signature]]),
      body: new TextEncoder().encode(body),
      receivedAt,
    });
    expect(verdict).toEqual({
      accepted: true,
      deliveryId: '4eb720f0-8da7-11e9-a43e-53f411c2761f',
      observations: [],
    });
  });

  test('may be in capitals', async () => {
    const { headers } = deliveryOf(joined);
    const capitals = (headers.get('agora-signature-v2') ?? '').toUpperCase();
    expect(await receive(withSignature(capitals))).toMatchObject({ accepted: true });
  });

  test('that is missing is told as that, also when the older scheme’s is there', async () => {
    const request = { ...deliveryOf(joined), headers: new Map([['agora-signature', 'a'.repeat(40)]]) };
    expect(await receive(request)).toEqual({ accepted: false, reason: 'signature-missing' });
  });

  test('of any other byte is refused', async () => {
    const request = deliveryOf(joined);
    for (let index = 0; index < request.body.length; index += 1) {
      const body = Uint8Array.from(request.body);
      body[index] = (body[index] ?? 0) ^ 1;
      expect(await receive({ ...request, body })).toEqual({ accepted: false, reason: 'signature-invalid' });
    }
  });

  test.each([
    ['another secret’s', deliveryOf(joined, 'another')],
    ['nothing', withSignature('-')],
    ['too short', withSignature('ab')],
    ['no hexadecimal', withSignature('z'.repeat(64))],
  ])('%s is refused', async (_name, request) => {
    expect(await receive(request)).toEqual({ accepted: false, reason: 'signature-invalid' });
  });
});

describe('a replay', () => {
  test('is the same delivery as the first', async () => {
    const [first, second] = [await receive(deliveryOf(joined)), await receive(deliveryOf(joined))];
    expect(second).toEqual(first);
    expect(first).toMatchObject({ deliveryId: joined.noticeId });
  });

  test('of more than a day ago is too old', async () => {
    const old = notice(107, { ts: ts - 24 * 60 * 60 });
    expect(await receive(deliveryOf(old))).toEqual({ accepted: false, reason: 'too-old' });
    expect(await receive(deliveryOf(notice(107, { ts: ts - 23 * 60 * 60 })))).toMatchObject({
      accepted: true,
    });
  });
});

describe('what is told', () => {
  const common = { room: 'room-1', at: ts * 1000, precision: 1000, source: 'webhook' };
  const nobody = { participant: undefined, connection: undefined, participantClass: 'person' };
  const person = { participant: 'participant-1', connection: `${uid}@${ts}`, participantClass: 'person' };

  /** Without a duration nobody knows which join it was. */
  const seen = { ...person, connection: `${uid}?${ts}` };

  test.each([
    [101, 'room-started', nobody],
    [102, 'room-ended', nobody],
    [103, 'joined', person],
    [104, 'left', seen],
    [105, 'joined', person],
    [106, 'left', seen],
    [107, 'joined', person],
    [108, 'left', seen],
  ])('by %i is %s', async (eventType, kind, who) => {
    const verdict = await receive(deliveryOf(notice(eventType)));
    expect(verdict).toMatchObject({ accepted: true, observations: [{ ...common, kind, ...who }] });
  });

  test('of a rejoin is another connection, which its leave finds by its length', async () => {
    const told = createAgoraWebhooks(secret, newPeople());
    const observations = async (eventType: number, at: number, duration?: number) => {
      const verdict = await told(deliveryOf(notice(eventType, { ts: at, duration })));
      return verdict.accepted ? verdict.observations.map(({ kind, connection }) => [kind, connection]) : [];
    };
    expect(await observations(107, ts)).toEqual([['joined', `${uid}@${ts}`]]);
    expect(await observations(108, ts + 20, 21)).toEqual([['left', `${uid}@${ts}`]]);
    expect(await observations(107, ts + 40)).toEqual([['joined', `${uid}@${ts + 40}`]]);
    expect(await observations(108, ts + 50, 10)).toEqual([['left', `${uid}@${ts + 40}`]]);
  });

  test('of a leave whose join was not told is the join as well', async () => {
    const verdict = await receive(deliveryOf(notice(108, { duration: 30 })));
    const connection = `${uid}@${ts - 30}`;
    expect(verdict).toMatchObject({
      observations: [
        { kind: 'joined', connection, at: (ts - 30) * 1000, precision: 2000 },
        { kind: 'left', connection, at: ts * 1000, precision: 1000 },
      ],
    });
  });

  test('of a screen is no person', async () => {
    const verdict = await receive(deliveryOf(notice(107, { uid: uid + 1 })));
    const observations = [
      { participant: 'participant-1', connection: `${uid + 1}@${ts}`, participantClass: 'agent' },
    ];
    expect(verdict).toMatchObject({ observations });
  });

  test('of a recorder is one, whose number nobody knows', async () => {
    const verdict = await receive(deliveryOf(notice(107, { uid: 7, clientType: 10 })));
    expect(verdict).toMatchObject({
      observations: [{ participantClass: 'recorder', connection: `7@${ts}` }],
    });
  });

  test.each([
    ['somebody unknown', notice(107, { uid: 8 })],
    ['no uid', notice(107, { uid: undefined })],
    ['a role', notice(111)],
    ['another product', { ...joined, productId: 3 }],
  ])('of %s is nothing', async (_name, value) => {
    expect(await receive(deliveryOf(value))).toMatchObject({ accepted: true, observations: [] });
  });

  test.each([
    ['no JSON', delivery('{')],
    ['a list', deliveryOf([])],
    ['no id', deliveryOf({ ...joined, noticeId: '' })],
    ['no payload', deliveryOf({ ...joined, payload: null })],
    ['no channel', deliveryOf(notice(107, { channelName: '' }))],
    ['no time', deliveryOf(notice(107, { ts: 'now' }))],
  ])('as %s is malformed', async (_name, request) => {
    expect(await receive(request)).toEqual({ accepted: false, reason: 'malformed' });
  });
});
