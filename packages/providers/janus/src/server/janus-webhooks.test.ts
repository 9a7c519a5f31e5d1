import type { WebhookRequest } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { createJanusWebhooks } from './janus-webhooks.ts';

const password = 'the-password-of-sampleevh';
const receivedAt = 1_795_600_000_000;
const receive = createJanusWebhooks(password);
const basic = (user: string, secret: string) =>
  `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;

/** As sampleevh of Janus 1.1.2 posts it. */
const eventOf = (
  data: object,
  plugin = 'janus.plugin.videoroom',
  timestamp: unknown = receivedAt * 1000 - 250_000,
) => ({
  emitter: 'MyJanusInstance',
  type: 64,
  timestamp,
  session_id: 1,
  handle_id: 2,
  event: { plugin, data },
});
const room = 'room-1';
const id = 'person-1~mci4wrk0~chance';
const joined = {
  event: 'joined',
  room,
  id,
  private_id: 7,
  token: 'person-1.1.chance',
  display: '{"userKey":"user-1"}',
};

const delivery = (
  body: unknown,
  authorization: string | undefined = basic('patchbay', password),
): WebhookRequest => ({
  headers: new Map(authorization === undefined ? [] : [['authorization', authorization]]),
  body: body instanceof Uint8Array ? body : new TextEncoder().encode(JSON.stringify(body)),
  receivedAt,
});
const observed = async (body: unknown) => {
  const verdict = await receive(delivery(body));
  return verdict.accepted ? verdict.observations : verdict.reason;
};

describe('the password', () => {
  test('is enough', async () => {
    expect(await receive(delivery(eventOf(joined)))).toMatchObject({ accepted: true });
  });

  test.each([
    ['another one', basic('patchbay', 'the-password-of-somebody')],
    ['one byte flipped', basic('patchbay', password.replace('p', 'q'))],
    ['a longer one', basic('patchbay', `${password}x`)],
    ['that of another user', basic('janus', password)],
    ['in another scheme', `Bearer ${password}`],
    ['bare', password],
  ])('that is %s is refused', async (_what, authorization) => {
    const verdict = await receive(delivery(eventOf(joined), authorization));
    expect(verdict).toEqual({ accepted: false, reason: 'signature-invalid' });
  });

  test('that is missing is refused as that', async () => {
    const { body } = delivery(eventOf(joined));
    const bare = { headers: new Map<string, string>(), body, receivedAt };
    expect(await receive(bare)).toEqual({ accepted: false, reason: 'signature-missing' });
  });
});

describe('a delivery', () => {
  test('that is repeated has the same id, and no other has', async () => {
    const ids = await Promise.all(
      [eventOf(joined), eventOf(joined), eventOf({ ...joined, private_id: 8 })].map(async (event) => {
        const verdict = await receive(delivery(event));
        return verdict.accepted && verdict.deliveryId;
      }),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test.each([
    ['no JSON', new TextEncoder().encode('{')],
    ['no text', new Uint8Array([0xff, 0xfe])],
    ['nothing', new Uint8Array()],
    ['an empty list', []],
    ['a number', 7],
    ['null', null],
    ['an event without a time', { ...eventOf(joined), timestamp: undefined }],
    ['an event whose time is text', eventOf(joined, undefined, String(receivedAt * 1000))],
    ['a list with one that is none', [eventOf(joined), 'event']],
  ])('of %s is malformed', async (_what, body) => {
    expect(await observed(body)).toBe('malformed');
  });

  test('of more than a day ago is too old, also among others', async () => {
    const old = eventOf(joined, undefined, (receivedAt - 24 * 3_600_000 - 1) * 1000);
    expect(await observed(old)).toBe('too-old');
    expect(await observed([eventOf(joined), old])).toBe('too-old');
  });
});

describe('an event', () => {
  const about = { room, participantClass: 'person', at: receivedAt - 250, precision: 1, source: 'webhook' };

  test.each([
    ['joined', joined],
    ['present', { event: 'published', room, id, streams: [] }],
    ['left', { event: 'leaving', room, id }],
    ['left', { event: 'kicked', room, id }],
  ])('of somebody is told as %s', async (kind, data) => {
    const person = { participant: 'person-1', connection: id };
    expect(await observed(eventOf(data))).toEqual([{ ...about, kind, ...person }]);
  });

  test.each([
    ['room-started', { event: 'created', room }],
    ['room-ended', { event: 'destroyed', room }],
  ])('of the room is told as %s', async (kind, data) => {
    expect(await observed(eventOf(data))).toEqual([
      { ...about, kind, participant: undefined, connection: undefined },
    ]);
  });

  test.each([
    [
      'of a stream that goes, which comes once more after somebody has left',
      { event: 'unpublished', room, id },
    ],
    ['of a subscription', { event: 'subscribing', room, streams: [] }],
    ['of a room with a number', { ...joined, room: 1234 }],
    ['of somebody with a number', { ...joined, id: 42 }],
    ['of the future', { event: 'constructor', room, id }],
    ['without a name', { room, id }],
  ])('%s tells nothing', async (_what, data) => expect(await observed(eventOf(data))).toEqual([]));

  test('of another plugin, or of the core, tells nothing', async () => {
    expect(await observed(eventOf({ event: 'join', room, username: id }, 'janus.plugin.textroom'))).toEqual(
      [],
    );
    expect(
      await observed({ emitter: 'x', type: 1, timestamp: receivedAt * 1000, event: { name: 'created' } }),
    ).toEqual([]);
    expect(await observed({ emitter: 'x', type: 256, timestamp: receivedAt * 1000 })).toEqual([]);
  });

  test('comes alone or, grouped, with others, in order', async () => {
    const left = eventOf({ event: 'leaving', room, id });
    expect(await observed([eventOf(joined), left])).toMatchObject([{ kind: 'joined' }, { kind: 'left' }]);
  });

  test('keeps no display, no key and no token', async () => {
    const verdict = await receive(delivery(eventOf(joined)));
    expect(JSON.stringify(verdict)).not.toMatch(/user-1|chance"?[,}]token|display|private/);
  });
});
