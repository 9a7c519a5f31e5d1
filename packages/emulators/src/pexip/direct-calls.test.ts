import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configure, isValid, PexipClient } from '../../fixtures/pexip-client.ts';
import { type PexipEmulator, startPexipEmulator } from './index.ts';

let emulator: PexipEmulator;
const clients: PexipClient[] = [];

beforeEach(async () => {
  // Nobody here needs time to make a peer connection.
  const schedule = (callback: () => void, milliseconds: number): (() => void) => {
    const timer = setTimeout(callback, milliseconds === 300 ? 0 : milliseconds).unref();
    return () => clearTimeout(timer);
  };
  emulator = await startPexipEmulator({ schedule });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await emulator.close();
});

const offer = (sdp: string) => ({ call_type: 'WEBRTC', sdp });
const callOf = ({ body }: { body: { result: unknown } }): string =>
  String((body.result as { call_uuid: unknown }).call_uuid);

/** Two in a call: the first one's offer was ignored, and the second one's answered. */
async function call() {
  await configure(emulator);
  for (const name of ['first', 'second']) clients.push(await new PexipClient(emulator).join(name));
  const [first, second] = clients;
  if (!first || !second) throw new Error('Nobody joined.');
  const waiting = await first.own('calls', offer('sdp-1'));
  const answering = second.own('calls', offer('sdp-2'));
  expect(await first.hear('new_offer')).toEqual({ sdp: 'sdp-2' });
  const firstCall = callOf(waiting);
  await first.own(`calls/${firstCall}/ack`, { sdp: 'answer-1' });
  const answered = await answering;
  return { first, second, waiting, answered, firstCall, secondCall: callOf(answered) };
}

describe('a call', () => {
  test('is offered by the second one, and answered by the first', async () => {
    const { waiting, answered } = await call();
    expect(waiting.body.result).toMatchObject({ sdp: '', offer_ignored: true });
    expect(answered.body.result).toMatchObject({ sdp: 'answer-1' });
    for (const answer of [waiting, answered])
      expect(isValid('validateCallsWebrtcParticipant200', answer)).toBe(true);
  });

  test('is renegotiated by either', async () => {
    const { first, second, firstCall, secondCall } = await call();
    expect(isValid('validateAck200', await second.own(`calls/${secondCall}/ack`))).toBe(true);
    const updating = first.own(`calls/${firstCall}/update`, { sdp: 'sdp-3' });
    expect(await second.hear('update_sdp')).toEqual({ sdp: 'sdp-3' });
    await second.own(`calls/${secondCall}/ack`, { sdp: 'answer-3' });
    const answer = await updating;
    expect(answer.body.result).toMatchObject({ sdp: 'answer-3' });
    expect(isValid('validateUpdate200', answer)).toBe(true);
  });

  test('an offer that the other one ignores gets no answer', async () => {
    const { first, second, firstCall, secondCall } = await call();
    await second.own(`calls/${secondCall}/ack`);
    const updating = first.own(`calls/${firstCall}/update`, { sdp: 'sdp-3' });
    await second.hear('update_sdp');
    await second.own(`calls/${secondCall}/ack`, { offer_ignored: true });
    expect((await updating).body.result).toMatchObject({ sdp: '' });
  });

  test('candidates are passed on', async () => {
    const { first, second, firstCall } = await call();
    const candidate = { candidate: 'candidate:1', mid: '0', ufrag: 'u' };
    const answer = await first.own(`calls/${firstCall}/new_candidate`, candidate);
    expect(isValid('validateNewCandidate200', answer)).toBe(true);
    expect(await second.hear('new_candidate')).toEqual(candidate);
    expect(await first.own(`calls/${firstCall}/new_candidate`, {})).toMatchObject({ httpStatus: 400 });
  });

  test('that one ends is over for the other, who may call anew', async () => {
    const { first, second, firstCall, secondCall } = await call();
    expect(await first.own(`calls/${firstCall}/disconnect`)).toMatchObject({ httpStatus: 200 });
    await second.hear('peer_disconnect');
    expect(await second.own(`calls/${secondCall}/update`, { sdp: 'x' })).toMatchObject({ httpStatus: 403 });
    expect((await second.own('calls', offer('sdp-4'))).body.result).toMatchObject({ offer_ignored: true });
  });

  test('ends with who leaves', async () => {
    const { first, second } = await call();
    await first.post('release_token');
    expect(await second.hear('peer_disconnect')).toEqual({});
  });

  test('is no media without a media server', async () => {
    await configure(emulator, { name: 'room-2', aliases: [{ alias: 'room-2' }], direct_media: 'never' });
    const client = await new PexipClient(emulator, 'room-2').join('first');
    clients.push(client);
    expect((await client.own('calls', offer('sdp-1'))).body.result).toMatchObject({ sdp: '' });
    expect(await client.hear('participant_update')).toMatchObject({ has_media: true });
  });

  test('without an offer is refused', async () => {
    await configure(emulator);
    const client = await new PexipClient(emulator).join('first');
    clients.push(client);
    expect(await client.own('calls', { call_type: 'RTMP' })).toMatchObject({ httpStatus: 400 });
    expect(await client.own('dance')).toMatchObject({ httpStatus: 404 });
  });
});
