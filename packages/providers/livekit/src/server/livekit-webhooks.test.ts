import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { strictly } from '../../fixtures/livekit-protocol.ts';
import { createLivekitWebhooks } from './livekit-webhooks.ts';

const apiSecret = 'a-secret-of-more-than-32-characters!';
const receive = createLivekitWebhooks({ url: 'wss://livekit.test', apiKey: 'key', apiSecret });

interface Signing {
  readonly secret?: string;
  readonly issuer?: string;
  /** Seconds from now. */
  readonly expires?: number;
  readonly validFrom?: number;
  /** Of what is signed, when that is not the body. */
  readonly digest?: string | undefined;
}

const digestOf = (body: string) => createHash('sha256').update(body).digest('base64');

/** Signs as livekit-server does. */
async function signed(body: string, signing: Signing = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const sha256 = 'digest' in signing ? signing.digest : digestOf(body);
  return new SignJWT(sha256 === undefined ? {} : { sha256 })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(signing.issuer ?? 'key')
    .setNotBefore(now + (signing.validFrom ?? 0))
    .setExpirationTime(now + (signing.expires ?? 300))
    .sign(new TextEncoder().encode(signing.secret ?? apiSecret));
}

const deliver = (body: string, authorization?: string) =>
  receive({
    headers: new Map(authorization === undefined ? [] : [['authorization', authorization]]),
    body: new TextEncoder().encode(body),
    receivedAt: Date.now(),
  });

const room = { sid: 'RM_1', name: 'room-1', creationTime: '1700000000', creationTimeMs: '1700000000123' };
const participant = {
  sid: 'PA_1',
  identity: 'person-1',
  state: 'ACTIVE',
  joinedAt: '1700000010',
  joinedAtMs: '1700000010456',
};

/** An event as livekit-server 1.11.0 writes it; a field that LiveKit does not know fails here. */
function event(name: string, parts: Readonly<Record<string, unknown>> = {}): string {
  const json = { event: name, id: 'EV_1', createdAt: '1700000020', ...parts };
  strictly('WebhookEvent', json);
  return JSON.stringify(json);
}

describe('a delivery', () => {
  const body = event('participant_left', { room, participant });

  test('as LiveKit signs it is accepted, twice as the same one', async () => {
    const first = await deliver(body, await signed(body));
    const second = await deliver(body, await signed(body));
    expect(first).toMatchObject({ accepted: true, deliveryId: 'EV_1' });
    expect(second).toEqual(first);
  });

  test.each<readonly [string, string, () => Promise<string | undefined>]>([
    ['no signature', 'signature-missing', async () => undefined],
    ['an empty signature', 'signature-missing', async () => ''],
    ['another secret', 'signature-invalid', () => signed(body, { secret: 'x'.repeat(40) })],
    ['another key', 'signature-invalid', () => signed(body, { issuer: 'other' })],
    ['a signature that has run out', 'too-old', () => signed(body, { expires: -60 })],
    ['a signature of the future', 'signature-invalid', () => signed(body, { validFrom: 60 })],
    ['a digest of something else', 'signature-invalid', () => signed(body, { digest: digestOf('other') })],
    [
      'no digest, such as a token for joining',
      'signature-invalid',
      () => signed(body, { digest: undefined }),
    ],
    ['a digest that is too short', 'signature-invalid', () => signed(body, { digest: 'AAAA' })],
    [
      'a Bearer prefix, which LiveKit never sends',
      'signature-invalid',
      async () => `Bearer ${await signed(body)}`,
    ],
    ['no JWT', 'signature-invalid', async () => 'key:secret'],
  ])('with %s is refused as %s', async (_name, reason, authorization) => {
    expect(await deliver(body, await authorization())).toEqual({ accepted: false, reason });
  });

  test('with any one byte flipped is refused', async () => {
    const authorization = await signed(body);
    const bytes = new TextEncoder().encode(body);
    for (const [index, byte] of bytes.entries()) {
      const flipped = bytes.with(index, byte ^ 1);
      const headers = new Map([['authorization', authorization]]);
      const verdict = await receive({ headers, body: flipped, receivedAt: Date.now() });
      expect(verdict).toEqual({ accepted: false, reason: 'signature-invalid' });
    }
  });

  test.each([
    ['no JSON', 'room_started'],
    ['a list', '[]'],
    ['a wrong type', '{"event":7,"id":"EV_1"}'],
    ['no id', '{"event":"room_started"}'],
  ])('well signed with %s is malformed', async (_name, wrong) => {
    expect(await deliver(wrong, await signed(wrong))).toEqual({ accepted: false, reason: 'malformed' });
  });

  test('with fields of a newer LiveKit is accepted', async () => {
    const newer = JSON.stringify({ event: 'room_started', id: 'EV_2', room, surprise: true });
    expect(await deliver(newer, await signed(newer))).toMatchObject({ accepted: true, deliveryId: 'EV_2' });
  });
});

describe('an event', () => {
  async function observed(name: string, parts: Readonly<Record<string, unknown>> = { room, participant }) {
    const body = event(name, parts);
    const verdict = await deliver(body, await signed(body));
    if (!verdict.accepted) throw new Error(verdict.reason);
    return verdict.observations;
  }
  const ofRoom = {
    room: 'room-1',
    participant: undefined,
    connection: undefined,
    participantClass: 'person',
    source: 'webhook',
  };
  const ofPerson = { ...ofRoom, participant: 'person-1', connection: 'PA_1' };
  const toTheSecond = { at: 1_700_000_020_000, precision: 1000 };

  test('participant_joined is a join, to the millisecond', async () => {
    expect(await observed('participant_joined')).toEqual([
      { ...ofPerson, kind: 'joined', at: 1_700_000_010_456, precision: 1 },
    ]);
  });

  test('participant_joined of an older server is dated by the event', async () => {
    const older = { sid: 'PA_1', identity: 'person-1' };
    expect(await observed('participant_joined', { room, participant: older })).toEqual([
      { ...ofPerson, kind: 'joined', ...toTheSecond },
    ]);
  });

  test('participant_left is a leave, to the second', async () => {
    expect(await observed('participant_left')).toEqual([{ ...ofPerson, kind: 'left', ...toTheSecond }]);
  });

  test.each(['track_published', 'track_unpublished'])('%s proves presence', async (name) => {
    const bare = { sid: 'PA_1', identity: 'person-1' };
    const track = { sid: 'TR_1', type: 'VIDEO' };
    expect(await observed(name, { room, participant: bare, track })).toEqual([
      { ...ofPerson, kind: 'present', ...toTheSecond },
    ]);
  });

  test("room_started and room_finished are the room's own", async () => {
    expect(await observed('room_started', { room })).toEqual([
      { ...ofRoom, kind: 'room-started', at: 1_700_000_000_123, precision: 1 },
    ]);
    expect(await observed('room_finished', { room })).toEqual([
      { ...ofRoom, kind: 'room-ended', ...toTheSecond },
    ]);
  });

  test.each([
    ['EGRESS', 'recorder'],
    ['AGENT', 'agent'],
    ['SIP', 'sip'],
  ])('of a %s participant is of class %s', async (kind, participantClass) => {
    const other = { ...participant, kind };
    expect(await observed('participant_joined', { room, participant: other })).toMatchObject([
      { participantClass },
    ]);
  });

  test.each([
    ['participant_connection_aborted', { room, participant }],
    ['egress_started', { egressInfo: { egressId: 'EG_1', roomName: 'room-1' } }],
    ['ingress_ended', { ingressInfo: { ingressId: 'IN_1' } }],
    ['something_new', { room, participant }],
    ['participant_joined', { participant }],
    ['participant_joined', { room }],
  ])('%s with %o is accepted and tells nothing', async (name, parts) => {
    expect(await observed(name, parts)).toEqual([]);
  });
});
