import { describe, expect, test } from 'vitest';
import { createPexipWebhooks } from './pexip-webhooks.ts';

const receive = createPexipWebhooks('sink', 'a-long-password');
const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const good = basic('sink', 'a-long-password');

// The example of Pexip's documentation of event sinks (v2).
const documented = {
  node: '10.44.34.11',
  seq: 688,
  version: 2,
  time: 1606392917.976155,
  event: 'participant_disconnected',
  data: {
    protocol: 'WebRTC',
    disconnect_reason: 'Timer expired awaiting token refresh',
    is_presenting: false,
    connect_time: 1606392757.777584,
    duration: 160.199,
    conference: "Alice's VMR",
    display_name: 'Alice',
    uuid: 'a0ed2c58-f45b-4d96-a1cb-89812ec938ea',
    conversation_id: 'a0ed2c58-f45b-4d96-a1cb-89812ec938ea',
    role: 'chair',
    end_time: 1606392917.976151,
  },
};
const receivedAt = 1606392918000;

const deliver = (body: unknown, authorization: string | undefined = good, at = receivedAt) =>
  receive({
    headers: new Map(authorization === undefined ? [] : [['authorization', authorization]]),
    body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
    receivedAt: at,
  });
const ours = (event: string, more: object = {}) => ({
  ...documented,
  event,
  data: { ...documented.data, call_tag: 'patchbay:user-1', display_name: 'participant-1', ...more },
});
const observed = async (body: unknown) => {
  const verdict = await deliver(body);
  return verdict.accepted ? verdict.observations : verdict.reason;
};

describe('a delivery', () => {
  test('as documented is accepted, and a stranger is known by the connection, not the name', async () => {
    expect(await deliver(documented)).toEqual({
      accepted: true,
      deliveryId: expect.stringMatching(/^[0-9a-f]{64}$/),
      observations: [
        {
          kind: 'left',
          room: "Alice's VMR",
          participant: documented.data.uuid,
          connection: documented.data.uuid,
          participantClass: 'person',
          at: 1606392917976,
          precision: 1,
          source: 'webhook',
        },
      ],
    });
  });

  test('without the password, or with another, is refused', async () => {
    expect(await receive({ headers: new Map(), body: new Uint8Array(), receivedAt })).toEqual({
      accepted: false,
      reason: 'signature-missing',
    });
    for (const wrong of [
      basic('sink', 'a-long-passwore'),
      basic('other', 'a-long-password'),
      'Bearer x',
      good.slice(1),
    ])
      expect(await deliver(documented, wrong)).toEqual({ accepted: false, reason: 'signature-invalid' });
  });

  test('with one byte of the credentials flipped, wherever it is, is refused', async () => {
    for (let index = 0; index < good.length; index += 1) {
      const flipped =
        good.slice(0, index) + String.fromCharCode(good.charCodeAt(index) ^ 1) + good.slice(index + 1);
      expect(await deliver(documented, flipped)).toEqual({ accepted: false, reason: 'signature-invalid' });
    }
  });

  test('of an event a day old is refused', async () => {
    const dayLater = receivedAt + 24 * 60 * 60 * 1000;
    expect(await deliver(documented, good, dayLater + 1000)).toEqual({ accepted: false, reason: 'too-old' });
    expect(await deliver(documented, good, dayLater - 1000)).toMatchObject({ accepted: true });
  });

  test.each(['', 'no JSON', '[]', '{}', '{"event":"x"}', '{"event":"eventsink_bulk","time":1,"data":[{}]}'])(
    'of %j is malformed',
    async (body) => {
      expect(await deliver(body)).toEqual({ accepted: false, reason: 'malformed' });
    },
  );

  test('again is known by its id, and another event is another delivery', async () => {
    const idOf = async (body: unknown) => {
      const verdict = await deliver(body);
      return verdict.accepted ? verdict.deliveryId : undefined;
    };
    expect(await idOf(documented)).toBe(await idOf(documented));
    expect(await idOf({ ...documented, seq: 689 })).not.toBe(await idOf(documented));
  });
});

describe('observations', () => {
  test.each([
    ['participant_connected', 'joined', 1606392757778],
    ['participant_updated', 'present', 1606392917976],
    ['participant_disconnected', 'left', 1606392917976],
  ])('%s is %s', async (event, kind, at) => {
    expect(await observed(ours(event))).toMatchObject([{ kind, at, participant: 'participant-1' }]);
  });

  test('of a bundle are those of its events, in order', async () => {
    const data = [ours('participant_connected'), ours('participant_disconnected')];
    const bundle = {
      node: '127.0.0.1',
      seq: 0,
      version: 2,
      time: documented.time,
      event: 'eventsink_bulk',
      data,
    };
    expect(await observed(bundle)).toMatchObject([{ kind: 'joined' }, { kind: 'left' }]);
  });

  test('say that a conference began, and not that it ended: it ends once per node', async () => {
    const data = { name: 'room-1', start_time: 1606392700.5, end_time: 1606392900 };
    expect(await observed({ ...documented, event: 'conference_started', data })).toMatchObject([
      { kind: 'room-started', room: 'room-1', participant: undefined, at: 1606392700500 },
    ]);
    expect(await observed({ ...documented, event: 'conference_ended', data })).toEqual([]);
  });

  test.each([
    ['a presentation, which is a second leg', { conversation_id: 'another-leg' }],
    ['nobody', { uuid: undefined }],
    ['no conference', { conference: undefined }],
  ])('there are none of %s', async (_name, more) => {
    expect(await observed(ours('participant_connected', more))).toEqual([]);
  });

  test.each([
    [{ protocol: 'RTMP' }, 'recorder'],
    [{ is_streaming: true }, 'recorder'],
    [{ protocol: 'SIP' }, 'sip'],
    [{ protocol: 'H323' }, 'sip'],
    [{ protocol: 'WebRTC' }, 'person'],
  ])('of %j are of a %s', async (more, participantClass) => {
    expect(await observed(ours('participant_connected', more))).toMatchObject([{ participantClass }]);
  });

  test('there are none of events that are not about presence', async () => {
    expect(await observed({ ...documented, event: 'eventsink_started', data: {} })).toEqual([]);
    expect(await observed(ours('participant_media_stream_window'))).toEqual([]);
  });
});
