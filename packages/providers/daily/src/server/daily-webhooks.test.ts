import type { WebhookRequest } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { createDailyWebhooks, dailySignature } from './daily-webhooks.ts';

const secret = Buffer.from('the secret of the webhook, 32 B.').toString('base64');
const receivedAt = Date.parse('2026-11-23T10:20:30Z');
const receive = createDailyWebhooks(secret);
const payload = {
  room: 'w2pp2cf4kltgFACPKXmX',
  user_id: 'person-1',
  user_name: '',
  session_id: '16e9701a-93e0-4933-83c9-223e7c40d552',
  joined_at: 1_795_429_000.25,
  owner: false,
};
const joined = {
  version: '1.0.0',
  type: 'participant.joined',
  id: 'event-1',
  payload,
  event_ts: 1_795_429_001,
};

function delivery(
  event: unknown,
  { key = secret, at = receivedAt, text = JSON.stringify(event) } = {},
): WebhookRequest {
  const body = new TextEncoder().encode(text);
  const timestamp = String(Math.floor(at / 1000));
  const headers = new Map([
    ['x-webhook-timestamp', timestamp],
    ['x-webhook-signature', dailySignature(key, timestamp, body)],
  ]);
  return { headers, body, receivedAt };
}

describe('the signature', () => {
  test('is the base64 HMAC-SHA256 by the decoded secret, as computed elsewhere', () => {
    // printf '1700000000.{}' | openssl dgst -sha256 -hmac key -binary | base64
    const key = Buffer.from('key').toString('base64');
    expect(dailySignature(key, '1700000000', new TextEncoder().encode('{}'))).toBe(
      'nXE+1Aa7cHbUEj8NwsOdLfXGVO1LDNVrUsi0yUC9Y64=',
    );
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

  test('of another secret, or of another time, is refused', async () => {
    const key = Buffer.from('another secret').toString('base64');
    const invalid = { accepted: false, reason: 'signature-invalid' };
    expect(await receive(delivery(joined, { key }))).toEqual(invalid);
    const { headers, body } = delivery(joined);
    const later = new Map([...headers, ['x-webhook-timestamp', '1795429999']]);
    expect(await receive({ headers: later, body, receivedAt })).toEqual(invalid);
  });

  test.each(['x-webhook-signature', 'x-webhook-timestamp'])('without %s is told as missing', async (name) => {
    const { headers, body } = delivery(joined);
    const rest = new Map([...headers].filter(([key]) => key !== name));
    expect(await receive({ headers: rest, body, receivedAt })).toEqual({
      accepted: false,
      reason: 'signature-missing',
    });
  });

  test.each([-2, 2])('of %i hours away is too old', async (hours) => {
    const verdict = await receive(delivery(joined, { at: receivedAt + hours * 3_600_000 }));
    expect(verdict).toEqual({ accepted: false, reason: 'too-old' });
  });

  test.each(['', 'no JSON', '[]', 'null'])('over %j does not make it an event', async (text) => {
    expect(await receive(delivery(undefined, { text }))).toEqual({ accepted: false, reason: 'malformed' });
  });
});

describe('observations', () => {
  const observe = async (event: unknown) => {
    const verdict = await receive(delivery(event));
    return verdict.accepted ? verdict.observations : verdict.reason;
  };
  const person = { participant: 'person-1', connection: payload.session_id, participantClass: 'person' };
  const common = { room: payload.room, precision: 1, source: 'webhook' };

  test('of who joined are of the moment of joining, not of the event', async () => {
    expect(await observe(joined)).toEqual([{ ...common, ...person, kind: 'joined', at: 1_795_429_000_250 }]);
  });

  test('of who left are of joining and duration', async () => {
    const left = { ...joined, type: 'participant.left', payload: { ...payload, duration: 60.5 } };
    expect(await observe(left)).toEqual([{ ...common, ...person, kind: 'left', at: 1_795_429_060_750 }]);
  });

  test.each([
    ['meeting.started', 'room-started', 1_795_429_000_000],
    ['meeting.ended', 'room-ended', 1_795_429_100_000],
  ])('of %s are of nobody', async (type, kind, at) => {
    const event = {
      ...joined,
      type,
      payload: { room: payload.room, start_ts: 1_795_429_000, end_ts: 1_795_429_100 },
    };
    expect(await observe(event)).toMatchObject([{ kind, at, participant: undefined, connection: undefined }]);
  });

  test.each([
    ['another event', { ...joined, type: 'recording.started' }],
    ['the trial at creation', { test: 'test' }],
    ['nobody', { ...joined, payload: { ...payload, user_id: undefined } }],
    ['somebody that HIPAA mode hides', { ...joined, payload: { ...payload, user_id: 'hipaa' } }],
    ['no time', { ...joined, payload: { ...payload, joined_at: undefined } }],
  ])('there are none of %s', async (_name, event) => {
    expect(await observe(event)).toEqual([]);
  });

  test('again are known by the event’s id', async () => {
    expect(await receive(delivery(joined))).toMatchObject({ deliveryId: 'event-1' });
  });
});
