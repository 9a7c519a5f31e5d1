import { createHmac } from 'node:crypto';
import type { WebhookRequest } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { createWherebyWebhooks } from './whereby-webhooks.ts';

const secret = 'the-webhook-s-secret';
const receivedAt = Date.parse('2021-01-21T16:30:02.000Z');
const seconds = Math.floor(receivedAt / 1000);
const receive = createWherebyWebhooks(secret);

/**
 * The example of Whereby's documentation ("Tracking room events with Webhooks"), with the comma that it lacks, and with the
 * ids that the table above it names. No signature is published together with its secret.
 */
const event = {
  id: 'd7c4df48b85318352b47d2df45872bf9be87595af379e2a8ad8f1ad28b2a482e',
  apiVersion: '1.0',
  createdAt: '2021-01-21T16:29:59.681Z',
  type: 'room.client.joined',
  data: {
    roleName: 'host',
    displayName: 'Joe Bloggs',
    meetingId: '134',
    roomName: '/af0b7b66-c738-4981-887a-ad416754f32d',
    subdomain: 'JoeBloggsInc',
    numClients: 8,
    numClientsByRoleName: { host: 1, visitor: 7 },
    metadata: '<custom-metadata>',
    externalId: 'custom-id',
    participantId: '4b3bd908-cb88-11ec-9d64-0242ac120002',
    roomSessionId: 'e2f29530-46ec-4cee-8b27-e565cb5bb2e9',
  },
};
const room = '134.af0b7b66-c738-4981-887a-ad416754f32d';

interface Signing {
  readonly key?: string;
  readonly t?: number | string;
}

function delivery(text: string, { key = secret, t = seconds }: Signing = {}): WebhookRequest {
  const v1 = createHmac('sha256', key).update(`${t}.${text}`).digest('hex');
  const headers = new Map([['whereby-signature', `t=${t},v1=${v1}`]]);
  return { headers, body: new TextEncoder().encode(text), receivedAt };
}
const deliveryOf = (value: unknown, signing?: Signing) => delivery(JSON.stringify(value), signing);
const withHeader = (header: string): WebhookRequest => ({
  ...deliveryOf(event),
  headers: new Map([['whereby-signature', header]]),
});

describe('the signature', () => {
  test('of the documented example is accepted', async () => {
    expect(await receive(deliveryOf(event))).toEqual({
      accepted: true,
      deliveryId: event.id,
      observations: [
        {
          kind: 'joined',
          room,
          participant: 'custom-id',
          connection: '4b3bd908-cb88-11ec-9d64-0242ac120002',
          participantClass: 'person',
          at: Date.parse(event.createdAt),
          precision: 1,
          source: 'webhook',
        },
      ],
    });
  });

  test('is of the bytes, however they are written', async () => {
    const spaced = JSON.stringify(event, undefined, 2).replaceAll('Bloggs', '\\u0042loggs');
    expect(await receive(delivery(spaced))).toMatchObject({ accepted: true, deliveryId: event.id });
  });

  test('does not fit a body with one byte flipped, wherever it is', async () => {
    const { headers, body } = deliveryOf(event);
    for (let index = 0; index < body.length; index += 1) {
      const flipped = Uint8Array.from(body);
      flipped[index] = (flipped[index] ?? 0) ^ 1;
      expect(await receive({ headers, body: flipped, receivedAt })).toEqual({
        accepted: false,
        reason: 'signature-invalid',
      });
    }
  });

  test('of another secret, or for another time, is refused', async () => {
    const invalid = { accepted: false, reason: 'signature-invalid' };
    expect(await receive(deliveryOf(event, { key: 'another-secret' }))).toEqual(invalid);
    const header = deliveryOf(event).headers.get('whereby-signature') ?? '';
    expect(await receive(withHeader(header.replace(/t=\d+/, `t=${seconds - 1}`)))).toEqual(invalid);
  });

  test('that is missing is told as that', async () => {
    const missing = { accepted: false, reason: 'signature-missing' };
    expect(await receive({ ...deliveryOf(event), headers: new Map() })).toEqual(missing);
    expect(await receive(withHeader(''))).toEqual(missing);
  });

  test.each([
    'v1=',
    't=,v1=',
    `t=${seconds}`,
    `t=${seconds},v1=short`,
    `t=${seconds},v1=${'g'.repeat(64)}`,
    `t=${seconds},v1=${'ä'.repeat(64)}`,
    `t=${'9'.repeat(40)},v1=${'0'.repeat(64)}`,
    // The example header of the documentation: not of this body.
    't=1606227791,v1=94a23dc9d73e8e6abdf9d4095aee954697e9317e9649e742361b35707edd45a3',
  ])('%j is refused', async (header) => {
    expect(await receive(withHeader(header))).toEqual({ accepted: false, reason: 'signature-invalid' });
  });
});

describe('a delivery', () => {
  test.each([
    [0, true],
    [299, true],
    [-299, true],
    [301, false],
    [-301, false],
    [86_400, false],
  ])('signed %d seconds ago: accepted is %s', async (age, accepted) => {
    const verdict = await receive(deliveryOf(event, { t: seconds - age }));
    expect(verdict).toMatchObject(accepted ? { accepted } : { accepted, reason: 'too-old' });
  });

  test('again is known by its id', async () => {
    const again = await receive(deliveryOf(event, { t: seconds - 60 }));
    expect(again).toMatchObject({ accepted: true, deliveryId: event.id });
  });

  test.each(['', 'text', 'null', '[]', '{}', '{"id":7}', '{"id":""}', '{"id":"1"'])(
    'of %j is malformed',
    async (text) => {
      expect(await receive(delivery(text))).toEqual({ accepted: false, reason: 'malformed' });
    },
  );
});

describe('observations', () => {
  const observe = async (change: object, data: object = {}) => {
    const verdict = await receive(deliveryOf({ ...event, ...change, data: { ...event.data, ...data } }));
    return verdict.accepted ? verdict.observations : verdict.reason;
  };

  test.each([
    ['room.client.joined', 'joined'],
    ['room.client.left', 'left'],
  ])('%s is %s', async (type, kind) => {
    expect(await observe({ type })).toMatchObject([{ kind, participant: 'custom-id' }]);
  });

  test.each([
    ['a recorder', { roleName: 'recorder', externalId: null }, 'recorder'],
    ['a telephone', { isDialIn: true, externalId: null }, 'sip'],
    ['somebody past Patchbay', { roleName: 'visitor', externalId: null }, 'person'],
  ])('of %s go by the join’s own id', async (_name, data, participantClass) => {
    expect(await observe({}, data)).toMatchObject([
      { participant: event.data.participantId, connection: event.data.participantId, participantClass },
    ]);
  });

  // A session begins with the second person and ends while the last one may still be there.
  test.each([
    'room.session.started',
    'room.session.ended',
    'room.client.knocked',
    'room.client.knockCancelled',
    'recording.finished',
    'transcription.started',
    'assistant.requested',
    'toString',
  ])('there are none of %s', async (type) => {
    expect(await observe({ type })).toEqual([]);
  });

  test.each([
    ['a time', { createdAt: 'yesterday' }, {}],
    ['a meeting', {}, { meetingId: null }],
    ['a room', {}, { roomName: '' }],
    ['a participant', {}, { participantId: undefined }],
  ])('there are none without %s', async (_name, change, data) => {
    expect(await observe(change, data)).toEqual([]);
  });

  test('there are none without data', async () => {
    const verdict = await receive(deliveryOf({ ...event, data: undefined }));
    expect(verdict).toEqual({ accepted: true, deliveryId: event.id, observations: [] });
  });
});
