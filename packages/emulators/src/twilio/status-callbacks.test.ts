import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRoom, join, rest, trackOf } from '../../fixtures/twilio-client.ts';
import { startTwilioEmulator, type TwilioEmulator } from './start-twilio-emulator.ts';
import { signForm } from './status-callbacks.ts';

interface Delivery {
  readonly url: string;
  readonly signature: string;
  readonly body: URLSearchParams;
}

const deliveries: Delivery[] = [];
let status = 200;
let emulator: TwilioEmulator;
const url = 'https://patchbay.test/hook?tenant=1';

beforeEach(async () => {
  deliveries.length = 0;
  status = 200;
  emulator = await startTwilioEmulator({
    now: () => Date.parse('2026-11-23T10:00:00.250Z'),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const signature = request.headers.get('x-twilio-signature') ?? '';
      deliveries.push({ url: request.url, signature, body: new URLSearchParams(await request.text()) });
      if (status === 0) throw new TypeError('nobody there');
      return new Response(null, { status });
    },
  });
});
afterEach(() => emulator.close());

const eventsOf = () => deliveries.map(({ body }) => body.get('StatusCallbackEvent'));

describe('status callbacks', () => {
  test('tell a room’s whole life, in order', async () => {
    await createRoom(emulator, { StatusCallback: url });
    await join(emulator, 'room-1', 'person-1', { tracks: [trackOf('camera')] });
    await rest(emulator, '/v1/Rooms/room-1', { Status: 'completed' });
    await emulator.settled();
    expect(eventsOf()).toEqual([
      'room-created',
      'participant-connected',
      'track-added',
      'participant-disconnected',
      'room-ended',
    ]);
    expect(Object.fromEntries(deliveries[3]?.body ?? [])).toEqual({
      AccountSid: emulator.account.accountSid,
      RoomSid: expect.stringMatching(/^RM[0-9a-f]{32}$/),
      RoomName: 'room-1',
      RoomStatus: 'completed',
      RoomType: 'group',
      RoomDuration: '0',
      StatusCallbackEvent: 'participant-disconnected',
      Timestamp: '2026-11-23T10:00:00.250Z',
      SequenceNumber: '3',
      ParticipantSid: expect.stringMatching(/^PA[0-9a-f]{32}$/),
      ParticipantIdentity: 'person-1',
      ParticipantStatus: 'disconnected',
      ParticipantDuration: '0',
    });
  });

  test('are signed over the address and the fields by name', async () => {
    await createRoom(emulator, { StatusCallback: url });
    await emulator.settled();
    const [{ body, signature, ...sent }] = deliveries as [Delivery];
    expect(sent.url).toBe(url);
    const fields = [...body].toSorted(([a], [b]) => (a < b ? -1 : 1)).flat();
    const hmac = createHmac('sha1', emulator.account.authToken).update([url, ...fields].join(''));
    expect(signature).toBe(hmac.digest('base64'));
  });

  test('are signed like the documented example', () => {
    const from = '+14158675309';
    const fields = {
      CallSid: 'CA1234567890ABCDE',
      Caller: from,
      Digits: '1234',
      From: from,
      To: '+18005551212',
    };
    const example = 'https://mycompany.com/myapp.php?foo=1&bar=2';
    expect(signForm('12345', example, new URLSearchParams(fields))).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
  });

  test('that nobody takes do no harm, and are in the log', async () => {
    status = 0;
    await createRoom(emulator, { StatusCallback: url });
    await emulator.settled();
    const sent = emulator.log().filter(({ what }) => what === 'callback room-created');
    expect(sent).toMatchObject([{ from: 'emulator', about: { status: 0 } }]);
  });

  test('are not sent for a room that asks for none', async () => {
    await createRoom(emulator);
    await emulator.settled();
    expect(deliveries).toEqual([]);
  });
});
