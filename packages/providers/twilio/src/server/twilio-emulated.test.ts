import { startTwilioEmulator, type TwilioEmulator } from '@patchbay/emulators/twilio';
import type { BackendContext, ProviderBackend, WebhookVerdict } from '@patchbay/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as schema from '../../fixtures/twilio-schema.ts';
import { twilioBackend } from './index.ts';

let emulator: TwilioEmulator;
let backend: ProviderBackend;
const verdicts: Promise<WebhookVerdict | undefined>[] = [];
const bodies: unknown[] = [];

const context: BackendContext = {
  publicUrl: 'http://patchbay.test',
  fetch: async (input, init) => {
    const response = await fetch(input, init);
    bodies.push(await response.clone().json());
    return response;
  },
  now: Date.now,
  randomId: () => crypto.randomUUID(),
  seal: () => Promise.resolve(''),
  open: () => Promise.resolve(undefined),
  participantsOf: async () => [],
  connections: { remember: async () => undefined, in: async () => new Map() },
  observe: () => undefined,
};

/** Stands where Patchbay's server is: hands every webhook to the backend as it came. */
const receive: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const headers = new Map(request.headers);
  const body = new Uint8Array(await request.arrayBuffer());
  verdicts.push(Promise.resolve(backend.receiveWebhook?.({ headers, body, receivedAt: Date.now() })));
  return new Response(null, { status: 200 });
};

beforeEach(async () => {
  emulator = await startTwilioEmulator({ fetch: receive });
  backend = await twilioBackend.create(emulator.settings, context);
});
afterEach(async () => {
  await emulator.close();
  verdicts.length = 0;
  bodies.length = 0;
});

const request = { room: 'room-1', maxParticipants: 2, emptyTimeoutSeconds: 60 };

describe('the server half, against the emulator', () => {
  test('is let in with the emulator’s account, and with no other', async () => {
    expect(await backend.check()).toMatchObject({ reachable: true });
    const stranger = await twilioBackend.create(
      { ...emulator.settings, apiKeySecret: 'another-secret-of-somebody' },
      context,
    );
    expect(await stranger.check()).toMatchObject({ reachable: false });
  });

  test('makes a room twice and ends it twice', async () => {
    await backend.createRoom(request);
    expect(schema.room.parse(bodies.at(-1)).unique_name).toBe('room-1');
    await backend.createRoom(request);
    expect(schema.failure.parse(bodies.at(-1)).code).toBe(53113);
    await backend.endRoom('room-1');
    expect(schema.room.parse(bodies.at(-1)).status).toBe('completed');
    await backend.endRoom('room-1');
    expect(schema.failure.parse(bodies.at(-1)).code).toBe(20404);
    expect(await backend.listParticipants('room-1')).toEqual([]);
  });

  test('accepts the emulator’s webhooks, as Twilio signs them', async () => {
    await backend.createRoom(request);
    await backend.endRoom('room-1');
    await emulator.settled();
    const accepted = (await Promise.all(verdicts)).map(
      (verdict) => verdict?.accepted && verdict.observations,
    );
    expect(accepted).toMatchObject([
      [{ kind: 'room-started', room: 'room-1' }],
      [{ kind: 'room-ended', room: 'room-1' }],
    ]);
  });

  test('pulls no usage where there was none', async () => {
    const day = 24 * 60 * 60 * 1000;
    expect(await backend.pullUsage?.({ from: Date.now() - day, to: Date.now(), rooms: ['room-1'] })).toEqual(
      [],
    );
  });
});
