import type { WebhookRequest } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { createTwilioWebhooks, twilioSignature } from './twilio-webhooks.ts';

const authToken = 'the-account-s-auth-token';
const url = 'https://patchbay.test/v1/webhooks/twilio';
const receivedAt = Date.parse('2026-11-23T10:20:30Z');
const receive = createTwilioWebhooks(authToken, () => url);

const base = {
  AccountSid: `AC${'a'.repeat(32)}`,
  RoomName: 'room-1',
  RoomSid: `RM${'1'.repeat(32)}`,
  RoomStatus: 'in-progress',
  RoomType: 'group',
  SequenceNumber: '3',
  Timestamp: '2026-11-23T10:20:29.500Z',
};
const person = { ParticipantIdentity: 'person-1', ParticipantSid: `PA${'2'.repeat(32)}` };
const joined = {
  ...base,
  ...person,
  StatusCallbackEvent: 'participant-connected',
  ParticipantStatus: 'connected',
};

function delivery(
  fields: Readonly<Record<string, string>>,
  { token = authToken, address = url } = {},
): WebhookRequest {
  const form = new URLSearchParams(fields);
  return {
    headers: new Map([['x-twilio-signature', twilioSignature(token, address, form)]]),
    body: new TextEncoder().encode(form.toString()),
    receivedAt,
  };
}

describe('the signature', () => {
  // Twilio's documentation, "Validating signatures from Twilio"; the second is the older edition of it.
  test.each([
    ['+14158675309', 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
    ['+12349013030', '0/KCTR6DLpKmkAf8muzZqo1nDgQ='],
  ])('of the documented example from %s is accepted', async (from, signature) => {
    const verify = createTwilioWebhooks('12345', () => 'https://mycompany.com/myapp.php?foo=1&bar=2');
    const fields = {
      CallSid: 'CA1234567890ABCDE',
      Caller: from,
      Digits: '1234',
      From: from,
      To: '+18005551212',
    };
    const body = new TextEncoder().encode(new URLSearchParams(fields).toString());
    const headers = new Map([['x-twilio-signature', signature]]);
    const verdict = await verify({ headers, body, receivedAt });
    expect(verdict).toEqual({ accepted: true, deliveryId: signature, observations: [] });
  });

  test('is of the address that Twilio saw, with or without its port', async () => {
    const behind = createTwilioWebhooks(authToken, () => 'https://patchbay.test:8443/v1/webhooks/twilio');
    for (const host of ['patchbay.test:8443', 'patchbay.test', 'patchbay.test:443']) {
      const address = `https://${host}/v1/webhooks/twilio`;
      expect(await behind(delivery(joined, { address }))).toMatchObject({ accepted: true });
    }
    const elsewhere = delivery(joined, { address: 'https://other.test/v1/webhooks/twilio' });
    expect(await behind(elsewhere)).toEqual({ accepted: false, reason: 'signature-invalid' });
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

  test('of another secret is refused', async () => {
    const verdict = await receive(delivery(joined, { token: 'another-token' }));
    expect(verdict).toEqual({ accepted: false, reason: 'signature-invalid' });
  });

  test.each(['', 'short', 'ü'.repeat(28), `${'A'.repeat(27)}=`])('%j is refused', async (signature) => {
    const request = { ...delivery(joined), headers: new Map([['x-twilio-signature', signature]]) };
    const reason = signature === '' ? 'signature-missing' : 'signature-invalid';
    expect(await receive(request)).toEqual({ accepted: false, reason });
  });

  test('that is missing is told as that', async () => {
    const request = { ...delivery(joined), headers: new Map<string, string>() };
    expect(await receive(request)).toEqual({ accepted: false, reason: 'signature-missing' });
  });
});

describe('a delivery', () => {
  test('again is known by its id, and another event is another delivery', async () => {
    const idOf = async (request: WebhookRequest) => {
      const verdict = await receive(request);
      return verdict.accepted ? verdict.deliveryId : undefined;
    };
    const first = await idOf(delivery(joined));
    // Twilio's own header is not signed: whoever replays could change it.
    const again = delivery(joined);
    const headers = new Map([...again.headers, ['i-twilio-idempotency-token', 'changed']]);
    expect(await idOf({ ...again, headers })).toBe(first);
    expect(await idOf(delivery({ ...joined, Timestamp: '2026-11-23T10:20:29.501Z' }))).not.toBe(first);
  });

  test('of an event long past is refused, as the scheme has no time of its own', async () => {
    const dayBefore = delivery({ ...joined, Timestamp: '2026-11-22T10:20:29Z' });
    expect(await receive(dayBefore)).toEqual({ accepted: false, reason: 'too-old' });
    const withinTheDay = delivery({ ...joined, Timestamp: '2026-11-22T10:20:31Z' });
    expect(await receive(withinTheDay)).toMatchObject({ accepted: true });
  });

  test.each(['', 'yesterday'])('with the time %j is malformed', async (Timestamp) => {
    const verdict = await receive(delivery({ ...joined, Timestamp }));
    expect(verdict).toEqual({ accepted: false, reason: 'malformed' });
  });
});

describe('observations', () => {
  const observe = async (fields: Readonly<Record<string, string>>) => {
    const verdict = await receive(delivery(fields));
    return verdict.accepted ? verdict.observations : verdict.reason;
  };
  const at = Date.parse(base.Timestamp);

  test.each([
    ['participant-connected', 'joined'],
    ['participant-disconnected', 'left'],
    ['track-added', 'present'],
    ['track-removed', 'present'],
    ['track-enabled', 'present'],
    ['track-disabled', 'present'],
  ])('%s is %s', async (StatusCallbackEvent, kind) => {
    expect(await observe({ ...joined, StatusCallbackEvent })).toEqual([
      {
        kind,
        room: 'room-1',
        participant: 'person-1',
        connection: person.ParticipantSid,
        participantClass: 'person',
        at,
        precision: 1,
        source: 'webhook',
      },
    ]);
  });

  test.each([
    ['room-created', 'room-started'],
    ['room-ended', 'room-ended'],
  ])('%s is %s of nobody', async (StatusCallbackEvent, kind) => {
    expect(await observe({ ...base, StatusCallbackEvent })).toMatchObject([
      { kind, room: 'room-1', participant: undefined, connection: undefined, at },
    ]);
  });

  test('in whole seconds say so', async () => {
    expect(await observe({ ...joined, Timestamp: '2026-11-23T10:20:29Z' })).toMatchObject([
      { at: at - 500, precision: 1000 },
    ]);
  });

  test.each([
    ['an event that is not about presence', { ...joined, StatusCallbackEvent: 'recording-started' }],
    ['nobody who joined', { ...base, StatusCallbackEvent: 'participant-connected' }],
    ['what every object has', { ...joined, StatusCallbackEvent: 'toString' }],
  ])('there are none of %s', async (_name, fields) => {
    expect(await observe(fields)).toEqual([]);
  });

  test('there are none of a room without a name', async () => {
    const { RoomName: _, ...nameless } = joined;
    expect(await observe(nameless)).toEqual([]);
  });
});
