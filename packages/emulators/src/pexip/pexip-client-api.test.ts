import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configure, isValid, manage, PexipClient } from '../../fixtures/pexip-client.ts';
import { type PexipEmulator, pexipErrors, startPexipEmulator } from './index.ts';

let emulator: PexipEmulator;
const clients: PexipClient[] = [];
const open = (alias?: string): PexipClient => {
  const client = new PexipClient(emulator, alias);
  clients.push(client);
  return client;
};
const join = (name: string, pin?: string): Promise<PexipClient> => open().join(name, pin);

beforeEach(async () => {
  emulator = await startPexipEmulator();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await emulator.close();
});

/** Two in a room without PINs, who have heard of each other. */
async function pair() {
  await configure(emulator);
  const [first, second] = [await join('first'), await join('second')];
  await first.hear('participant_create');
  return { first, second };
}

describe('a token', () => {
  test('is answered as the vendor’s validator has it, and makes a host', async () => {
    await configure(emulator);
    const answer = await open().askToken('first');
    expect(isValid('validateRequestToken200', answer)).toBe(true);
    expect(answer.body.result).toMatchObject({ role: 'HOST', expires: '120', direct_media: true });
  });

  test('of a conference that there is not is refused', async () => {
    const answer = await open('nowhere').askToken('first');
    expect(answer).toMatchObject({ httpStatus: 404, body: { result: pexipErrors.notFound } });
    expect(isValid('validateRequestToken404', answer)).toBe(true);
  });

  test('is for who brings a PIN, and says so', async () => {
    await configure(emulator, { pin: '1234', guest_pin: '5678', allow_guests: true });
    const asked = await open().askToken('first');
    expect(asked).toMatchObject({
      httpStatus: 403,
      body: { result: { pin: 'required', guest_pin: 'required' } },
    });
    const wrong = await open().askToken('first', '0000');
    expect(wrong).toMatchObject({ httpStatus: 403, body: { result: pexipErrors.invalidPin } });
    for (const answer of [asked, wrong]) expect(isValid('validateRequestToken403', answer)).toBe(true);
    expect((await open().askToken('first', '1234')).body.result).toMatchObject({ role: 'HOST' });
    expect((await open().askToken('second', '5678')).body.result).toMatchObject({ role: 'GUEST' });
  });

  test('takes guests without a PIN when they need none, and none at all when there are to be none', async () => {
    await configure(emulator, { pin: '1234', allow_guests: true });
    expect((await open().askToken('guest')).body.result).toMatchObject({ guest_pin: 'none' });
    expect((await open().askToken('guest', 'none')).body.result).toMatchObject({ role: 'GUEST' });
    await configure(emulator, { name: 'room-2', aliases: [{ alias: 'room-2' }], pin: '1234' });
    expect((await open('room-2').askToken('guest', 'none')).body.result).toBe(pexipErrors.invalidPin);
  });

  test('is refused when the conference is full', async () => {
    await configure(emulator, { participant_limit: 1 });
    await join('first');
    const answer = await open().askToken('second');
    expect(answer).toMatchObject({ httpStatus: 403, body: { result: pexipErrors.full } });
    expect(isValid('validateRequestToken403', answer)).toBe(true);
  });

  test.each([
    ['no JSON', 'display_name'],
    ['no name', '{}'],
  ])('with %s is refused', async (_name, body) => {
    await configure(emulator);
    expect(await open().post('request_token', body)).toMatchObject({ httpStatus: 400 });
  });

  test('is needed for everything else, and holds for its own conference only', async () => {
    await configure(emulator);
    await configure(emulator, { name: 'room-2', aliases: [{ alias: 'room-2' }] });
    const { token } = await join('first');
    const [stranger, elsewhere] = [open(), open('room-2')];
    stranger.token = 'forged';
    elsewhere.token = token;
    for (const client of [open(), stranger, elsewhere]) {
      const answer = await client.post('refresh_token');
      expect(answer).toMatchObject({ httpStatus: 403, body: { result: pexipErrors.invalidToken } });
      expect(isValid('validateRefreshToken403', answer)).toBe(true);
      expect((await client.listen()).status).toBe(403);
    }
  });

  test('is refreshed, and released once', async () => {
    const { first, second } = await pair();
    expect(isValid('validateRefreshToken200', await first.post('refresh_token'))).toBe(true);
    expect(isValid('validateReleaseToken200', await first.post('release_token'))).toBe(true);
    await first.ended();
    expect(first.heard.map(([event]) => event)).not.toContain('disconnect');
    expect(await second.hear('participant_delete')).toEqual({ uuid: first.uuid });
    expect(await first.post('release_token')).toMatchObject({ httpStatus: 403 });
  });
});

describe('events', () => {
  test('begin with everybody who is there', async () => {
    await configure(emulator);
    const first = await join('first');
    const second = open();
    const { body } = await second.askToken('second');
    second.token = String((body.result as { token: unknown }).token);
    const { headers } = await second.listen();
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(await second.hear('participant_sync_begin')).toEqual({});
    expect(await second.hear('participant_create')).toMatchObject({
      uuid: first.uuid,
      display_name: 'first',
      call_tag: 'tag-of-first',
    });
    expect(await second.hear('participant_create')).toMatchObject({ display_name: 'second' });
    await second.hear('participant_sync_end');
    expect(await second.hear('conference_update')).toMatchObject({ direct_media: true });
    expect(await first.hear('participant_create')).toMatchObject({ display_name: 'second' });
  });

  test('go to whoever listened last', async () => {
    await configure(emulator);
    const first = await join('first');
    const again = open();
    again.token = first.token;
    await again.listen();
    await first.ended();
    await join('second');
    await again.hear('conference_update');
    expect(await again.hear('participant_create')).toMatchObject({ display_name: 'second' });
  });

  test('say the same as the roster', async () => {
    const { first } = await pair();
    const answer = await first.send('GET', 'participants');
    expect(isValid('validateParticipants200', answer)).toBe(true);
    expect(answer.body.result).toMatchObject([{ display_name: 'first' }, { display_name: 'second' }]);
    expect(isValid('validateConferenceStatus200', await first.send('GET', 'conference_status'))).toBe(true);
  });
});

describe('messages', () => {
  const message = { type: 'application/json', payload: '{"a":1}' };

  test('go to everybody else, or to one', async () => {
    const { first, second } = await pair();
    expect(isValid('validateMessageConference200', await first.post('message', message))).toBe(true);
    expect(await second.hear('message_received')).toEqual({
      ...message,
      uuid: first.uuid,
      origin: 'first',
      direct: false,
    });
    const answer = await first.post(`participants/${second.uuid}/message`, message);
    expect(isValid('validateMessageParticipant200', answer)).toBe(true);
    expect(await second.hear('message_received')).toMatchObject({ direct: true });
    expect(first.heard.map(([event]) => event)).not.toContain('message_received');
  });

  test('to nobody, or without a payload, are refused', async () => {
    const { first, second } = await pair();
    expect(await first.post('participants/nobody/message', message)).toMatchObject({ httpStatus: 404 });
    expect(await first.post('message', { type: 'text/plain' })).toMatchObject({ httpStatus: 400 });
    expect(second.heard.map(([event]) => event)).not.toContain('message_received');
  });
});

describe('what people do', () => {
  test.each([
    ['mute', 'validateMuteParticipant200', { is_muted: 'YES' }],
    ['unmute', 'validateUnmuteParticipant200', { is_muted: 'NO' }],
    ['client_mute', 'validateClientMuteParticipant200', { is_client_muted: true }],
    ['client_unmute', 'validateClientUnmuteParticipant200', { is_client_muted: false }],
    ['video_muted', 'validateVideoMuteParticipant200', { is_video_muted: true }],
    ['video_unmuted', 'validateVideoUnmuteParticipant200', { is_video_muted: false }],
  ])('%s is told to everybody', async (verb, validator, told) => {
    const { first, second } = await pair();
    expect(isValid(validator, await first.own(verb))).toBe(true);
    for (const client of [first, second])
      expect(await client.hear('participant_update')).toMatchObject({ uuid: first.uuid, ...told });
  });

  test('one presents at a time', async () => {
    const { first, second } = await pair();
    expect(isValid('validateTakeFloor200', await first.own('take_floor'))).toBe(true);
    expect(await second.hear('presentation_start')).toMatchObject({ presenter_uuid: first.uuid });
    await second.own('take_floor');
    expect(await first.hear('presentation_start')).toMatchObject({ presenter_uuid: second.uuid });
    expect(isValid('validateReleaseFloor200', await second.own('release_floor'))).toBe(true);
    await first.hear('presentation_stop');
  });

  test('a host puts people out, who are told why', async () => {
    const { first, second } = await pair();
    const answer = await first.post(`participants/${second.uuid}/disconnect`);
    expect(isValid('validateDisconnectParticipant200', answer)).toBe(true);
    expect(await second.hear('disconnect')).toEqual({ reason: pexipErrors.removedByParticipant });
    expect(await first.hear('participant_delete')).toEqual({ uuid: second.uuid });
  });

  test('a host ends it for everybody', async () => {
    const { first, second } = await pair();
    expect(isValid('validateDisconnect200', await first.post('disconnect'))).toBe(true);
    for (const client of [first, second])
      expect(await client.hear('disconnect')).toEqual({ reason: pexipErrors.endedByParticipant });
  });

  test('a guest does none of that to others', async () => {
    await configure(emulator, { pin: '1234', allow_guests: true });
    const [host, guest] = [await join('host', '1234'), await join('guest', 'none')];
    for (const path of [
      'disconnect',
      `participants/${host.uuid}/mute`,
      `participants/${host.uuid}/disconnect`,
    ])
      expect(await guest.post(path)).toMatchObject({
        httpStatus: 403,
        body: { result: pexipErrors.invalidRole },
      });
    expect(await guest.own('mute')).toMatchObject({ httpStatus: 200 });
  });

  test('an administrator puts out, and ends', async () => {
    const { first, second } = await pair();
    const command = '/command/v1/participant/disconnect/';
    expect((await manage(emulator, command, { participant_id: second.uuid })).status).toBe(202);
    expect(await second.hear('disconnect')).toEqual({ reason: pexipErrors.removedByAdministrator });
    expect((await manage(emulator, command, { participant_id: second.uuid })).status).toBe(400);
    const status = await manage(emulator, '/status/v1/conference/?name=room-1');
    const { objects } = (await status.json()) as { objects: { id: string }[] };
    await manage(emulator, '/command/v1/conference/disconnect/', { conference_id: objects[0]?.id });
    expect(await first.hear('disconnect')).toEqual({ reason: pexipErrors.endedByAdministrator });
  });
});
