import { type PexipEmulator, pexipErrors, startPexipEmulator } from '@patchbay/emulators/pexip';
import type { BackendContext, ProviderBackend, WebhookVerdict } from '@patchbay/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PexipSeat, sitDown, validatorsOf } from '../../fixtures/pexip-client-api.ts';
import { pexipBackend } from './index.ts';

let emulator: PexipEmulator;
let backend: ProviderBackend;
const verdicts: Promise<WebhookVerdict | undefined>[] = [];
const context: BackendContext = {
  publicUrl: 'http://patchbay.test',
  fetch,
  now: Date.now,
  randomId: () => crypto.randomUUID(),
  seal: () => Promise.resolve(''),
  open: () => Promise.resolve(undefined),
  participantsOf: async () => [],
  connections: { remember: async () => undefined, in: async () => new Map() },
  observe: () => undefined,
};

/** Stands where Patchbay's server is: hands every event to the backend as it came. */
const receive: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const headers = new Map(request.headers);
  const body = new Uint8Array(await request.arrayBuffer());
  verdicts.push(Promise.resolve(backend.receiveWebhook?.({ headers, body, receivedAt: Date.now() })));
  return new Response(null, { status: 200 });
};

beforeEach(async () => {
  emulator = await startPexipEmulator({
    fetch: receive,
    eventSinkUrl: 'http://patchbay.test/v1/webhooks/pexip',
  });
  backend = await pexipBackend.create(emulator.settings, context);
});
afterEach(async () => {
  await emulator.close();
  verdicts.length = 0;
});

const room = 'room-1';
const request = { room, vendorRoom: undefined, maxParticipants: 2, emptyTimeoutSeconds: 60 };
const join = async (participant: string): Promise<PexipSeat> => {
  const ticket = { room, participant, userKey: `user-of-${participant}`, ttlSeconds: 60 };
  return sitDown(await backend.mintCredentials(ticket), `patchbay:user-of-${participant}`);
};

describe('rooms', () => {
  test('are made once, however often they are asked for, and ended once', async () => {
    expect(await backend.createRoom(request)).toBe(room);
    expect(await backend.createRoom({ ...request, vendorRoom: room })).toBe(room);
    await join('doctor');
    await backend.endRoom(room);
    await backend.endRoom(room);
    expect(await backend.listParticipants(room)).toEqual([]);
    await expect(join('patient')).rejects.toThrow(pexipErrors.notFound);
  });

  test('are made by two at once', async () => {
    await Promise.all([backend.createRoom(request), backend.createRoom(request)]);
    await expect(join('doctor')).resolves.toBeDefined();
  });

  test('that cannot be made are told', async () => {
    await expect(backend.createRoom({ ...request, maxParticipants: -1 })).rejects.toMatchObject({
      code: 'invalid-argument',
      vendorCode: '400',
    });
  });

  test('take as many as they were made for, and nobody without the PIN', async () => {
    await backend.createRoom(request);
    await join('doctor');
    await join('patient');
    await expect(join('visitor')).rejects.toThrow(pexipErrors.full);
    const credentials = await backend.mintCredentials({
      room,
      participant: 'x',
      userKey: 'x',
      ttlSeconds: 60,
    });
    const wrong = { ...Object(credentials), pin: '00000000000000000000' };
    await expect(sitDown(wrong, 'patchbay:x')).rejects.toThrow(pexipErrors.invalidPin);
  });
});

describe('participants', () => {
  test('are listed by who they joined as', async () => {
    await backend.createRoom(request);
    const { uuid } = await join('doctor');
    expect(await backend.listParticipants(room)).toEqual([
      {
        kind: 'present',
        room,
        participant: 'doctor',
        connection: uuid,
        participantClass: 'person',
        at: expect.any(Number),
        precision: 1,
        source: 'roster-poll',
      },
    ]);
  });

  test('are removed, also twice, and nobody else', async () => {
    await backend.createRoom(request);
    await join('doctor');
    const patient = await join('patient');
    await backend.removeParticipant(room, 'patient');
    await backend.removeParticipant(room, 'patient');
    expect((await backend.listParticipants(room)).map(({ participant }) => participant)).toEqual(['doctor']);
    await expect(patient.ask('POST', 'refresh_token')).rejects.toThrow(pexipErrors.invalidToken);
  });

  test('come and go in events that the backend accepts', async () => {
    await backend.createRoom(request);
    const { ask } = await join('doctor');
    await ask('POST', 'release_token');
    await emulator.settled();
    const accepted = await Promise.all(verdicts);
    expect(accepted.flatMap((verdict) => (verdict?.accepted ? verdict.observations : []))).toMatchObject([
      { kind: 'room-started', room },
      { kind: 'joined', room, participant: 'doctor' },
      { kind: 'left', room, participant: 'doctor' },
    ]);
  });

  test('are in history once their conference is over, and by their room', async () => {
    await backend.createRoom(request);
    const { ask, uuid } = await join('doctor');
    const patient = await join('patient');
    await ask('POST', 'release_token');
    const [from, to] = [Date.now() - 60_000, Date.now() + 60_000];
    const pull = (rooms: readonly string[] | undefined, until = to) =>
      backend.pullUsage?.({ from: until === to ? from : to, to: until, rooms });
    expect(await pull([room])).toEqual([]);
    await patient.ask('POST', 'release_token');
    expect(await pull([room])).toMatchObject([
      { room, participant: 'doctor', connection: uuid, participantSeconds: 0, amount: undefined },
      { participant: 'patient' },
    ]);
    expect(await pull(['another'])).toEqual([]);
    expect(await pull(undefined, to + 1)).toEqual([]);
  });
});

describe('the management account', () => {
  test('is let in, and no other', async () => {
    expect(await backend.check()).toMatchObject({ reachable: true });
    const stranger = await pexipBackend.create({ ...emulator.settings, password: 'another' }, context);
    expect(await stranger.check()).toMatchObject({ reachable: false });
    await expect(stranger.createRoom(request)).rejects.toMatchObject({ code: 'credentials-rejected' });
  });

  test.each([
    [500, 'provider-failure', true],
    [503, 'provider-failure', true],
    [404, 'room-not-found', false],
    [403, 'credentials-rejected', false],
  ])('an answer %i is %s', async (status, code, retryable) => {
    emulator.faults.failRest(status);
    await expect(backend.createRoom(request)).rejects.toMatchObject({ code, retryable, provider: 'pexip' });
  });

  test.each(['<html>', '', '[]', '{"objects":{}}', '{"objects":[1]}'])(
    'garbage is a failure: %j',
    async (text) => {
      const garbage = () => Promise.resolve(new Response(text));
      const odd = await pexipBackend.create(emulator.settings, { ...context, fetch: garbage });
      await expect(odd.listParticipants(room)).rejects.toMatchObject({
        code: 'provider-failure',
        retryable: true,
      });
    },
  );

  test.each(['managementUrl', 'nodeUrl', 'username', 'password', 'pinSecret'])('needs %s', async (name) => {
    const lacking = Object.fromEntries(Object.entries(emulator.settings).filter(([key]) => key !== name));
    const error: unknown = await pexipBackend.create(lacking, context).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid-argument', provider: 'pexip' });
    expect(String(error)).not.toContain(emulator.account.password);
  });

  test('without the sink’s password no webhooks are received', async () => {
    const { sinkPassword: _, ...lacking } = emulator.settings;
    expect((await pexipBackend.create(lacking, context)).receiveWebhook).toBeUndefined();
  });
});

describe('the emulator’s client API', () => {
  test('answers what the vendor’s own validators accept', async () => {
    await backend.createRoom(request);
    const validate = validatorsOf();
    const { ask, uuid, token } = await join('doctor');
    expect(validate.requestToken(token)).toBe(true);
    expect(validate.participants(await ask('GET', 'participants'))).toBe(true);
    expect(validate.refreshToken(await ask('POST', 'refresh_token'))).toBe(true);
    expect(validate.conferenceStatus(await ask('GET', 'conference_status'))).toBe(true);
    const call = await ask('POST', `participants/${uuid}/calls`, { call_type: 'WEBRTC', sdp: 'v=0' });
    expect(validate.calls(call)).toBe(true);
    const message = { type: 'application/json', payload: '{}' };
    expect(validate.message(await ask('POST', 'message', message))).toBe(true);
    for (const verb of ['mute', 'unmute', 'client_mute', 'client_unmute', 'video_muted', 'video_unmuted'])
      expect(validate.mute(await ask('POST', `participants/${uuid}/${verb}`))).toBe(true);
  });
});
