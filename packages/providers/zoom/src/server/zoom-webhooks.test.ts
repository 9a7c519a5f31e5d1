import { createHmac } from 'node:crypto';
import type { WebhookRequest } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { createZoomWebhooks, zoomSignature } from './zoom-webhooks.ts';

const secret = 'the-secret-token';
const receivedAt = Date.parse('2026-11-23T10:20:30Z');
const receive = createZoomWebhooks(secret);
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const seconds = (time: number) => String(Math.floor(time / 1000));

const session = { id: 'id==', session_id: 'id==', session_name: 'Room-1', session_key: 'room-1' };
const user = { id: '16778240', name: 'user', user_key: 'person-1', participant_uuid: 'uuid-1' };
const joined = eventOf('session.user_joined', { user: { ...user, join_time: '2026-11-23T10:20:29Z' } });

function eventOf(event: string, more: object = {}) {
  return { event, event_ts: receivedAt - 500, payload: { account_id: 'a', object: { ...session, ...more } } };
}

function delivery(value: unknown, { at = receivedAt, key = secret } = {}): WebhookRequest {
  const [body, timestamp] = [encode(value), seconds(at)];
  const headers = new Map([
    ['x-zm-request-timestamp', timestamp],
    ['x-zm-signature', zoomSignature(key, timestamp, body)],
  ]);
  return { headers, body, receivedAt };
}

describe('the signature', () => {
  test('is v0= and the hash of v0, the time and the body as it came', async () => {
    const text = '{ "event":"session.alert","event_ts":1,"payload":{} }';
    const timestamp = seconds(receivedAt);
    const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${text}`).digest('hex');
    const headers = new Map([
      ['x-zm-request-timestamp', timestamp],
      ['x-zm-signature', `v0=${hash}`],
    ]);
    expect(await receive({ headers, body: new TextEncoder().encode(text), receivedAt })).toMatchObject({
      accepted: true,
      observations: [],
    });
  });

  test('does not fit a body with one byte flipped, wherever it is', async () => {
    const { headers, body } = delivery(joined);
    for (let index = 0; index < body.length; index += 1) {
      const flipped = Uint8Array.from(body);
      flipped[index] = (flipped[index] ?? 0) ^ 1;
      const verdict = await receive({ headers, body: flipped, receivedAt });
      expect(verdict).toEqual({ accepted: false, reason: 'signature-invalid' });
    }
  });

  test('covers the time', async () => {
    const { headers, body } = delivery(joined);
    const later = new Map([...headers, ['x-zm-request-timestamp', seconds(receivedAt + 1000)]]);
    expect(await receive({ headers: later, body, receivedAt })).toMatchObject({
      reason: 'signature-invalid',
    });
  });

  test('of another secret is refused', async () => {
    const verdict = await receive(delivery(joined, { key: 'another' }));
    expect(verdict).toEqual({ accepted: false, reason: 'signature-invalid' });
  });

  test.each(['x-zm-signature', 'x-zm-request-timestamp'])('without %s is missing', async (name) => {
    const request = delivery(joined);
    const headers = new Map([...request.headers].filter(([header]) => header !== name));
    expect(await receive({ ...request, headers })).toEqual({ accepted: false, reason: 'signature-missing' });
  });

  test.each([
    [-90 * 60_000, true],
    [-90 * 60_000 - 1000, false],
    [5 * 60_000, true],
    [5 * 60_000 + 1000, false],
  ])('made %d ms from now is accepted: %s', async (offset, accepted) => {
    const verdict = await receive(delivery(joined, { at: receivedAt + offset }));
    expect(verdict).toMatchObject(accepted ? { accepted } : { accepted, reason: 'too-old' });
  });
});

describe('the challenge', () => {
  test('is answered with the token and its hash', async () => {
    // The token of Zoom's own example; its secret is not published.
    const plainToken = 'qgg8vlvZRS6UYooatFL8Aw';
    const verdict = await receive(
      delivery({ event: 'endpoint.url_validation', event_ts: 1, payload: { plainToken } }),
    );
    const encryptedToken = createHmac('sha256', secret).update(plainToken).digest('hex');
    expect(verdict).toMatchObject({
      accepted: true,
      observations: [],
      reply: { plainToken, encryptedToken },
    });
  });

  test('without a token is malformed, and unsigned it is refused', async () => {
    const empty = { event: 'endpoint.url_validation', event_ts: 1, payload: {} };
    expect(await receive(delivery(empty))).toEqual({ accepted: false, reason: 'malformed' });
    const unsigned = { ...delivery(empty), headers: new Map<string, string>() };
    expect(await receive(unsigned)).toEqual({ accepted: false, reason: 'signature-missing' });
  });
});

describe('observations', () => {
  const observe = async (value: unknown) => {
    const verdict = await receive(delivery(value));
    return verdict.accepted ? verdict.observations : verdict.reason;
  };

  test.each([
    ['session.user_joined', 'join_time', 'joined'],
    ['session.user_left', 'leave_time', 'left'],
  ])('%s tells by its %s who is %s', async (event, field, kind) => {
    expect(await observe(eventOf(event, { user: { ...user, [field]: '2026-11-23T10:20:29Z' } }))).toEqual([
      {
        kind,
        room: 'room-1',
        participant: 'person-1',
        connection: 'uuid-1',
        participantClass: 'person',
        at: Date.parse('2026-11-23T10:20:29Z'),
        precision: 1000,
        source: 'webhook',
      },
    ]);
  });

  test.each([
    ['session.started', 'start_time', 'room-started'],
    ['session.ended', 'end_time', 'room-ended'],
  ])('%s is nobody’s', async (event, field, kind) => {
    expect(await observe(eventOf(event, { [field]: '2026-11-23T10:20:29.250Z' }))).toMatchObject([
      { kind, participant: undefined, connection: undefined, precision: 1 },
    ]);
  });

  test('without a time of their own have the event’s', async () => {
    expect(await observe(eventOf('session.sharing_started', { user }))).toMatchObject([
      { kind: 'present', at: receivedAt - 500, precision: 1 },
    ]);
  });

  test('of older accounts go by the user’s id, and telephones are no persons', async () => {
    const caller = { id: '7', name: 'caller', phone_number: '1' };
    expect(await observe(eventOf('session.user_joined', { user: caller }))).toMatchObject([
      { participant: '7', connection: '7', participantClass: 'sip' },
    ]);
  });

  test.each([
    ['another event', eventOf('session.recording_started'), []],
    ['a session without a name', eventOf('session.started', { session_name: '' }), 'malformed'],
    ['nobody', eventOf('session.user_joined'), 'malformed'],
    ['no event', { event_ts: 1 }, 'malformed'],
    ['no JSON object', 7, 'malformed'],
  ])('of %s', async (_name, value, expected) => {
    expect(await observe(value)).toEqual(expected);
  });
});

test('the same event again is the same delivery, another one is not', async () => {
  const idOf = async (value: unknown, at = receivedAt) => {
    const verdict = await receive(delivery(value, { at }));
    return verdict.accepted ? verdict.deliveryId : undefined;
  };
  const first = await idOf(joined);
  expect(await idOf(joined, receivedAt + 60_000)).toBe(first);
  expect(await idOf({ ...joined, event_ts: 1 })).not.toBe(first);
});
