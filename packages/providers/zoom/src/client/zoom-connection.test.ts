import type { ProviderEvent } from '@patchbay/contract';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fakeConsult, type FakeSeat, outgoing, settled } from '../../fixtures/fake-consult.ts';
import { FakeZoomCloud } from '../../fixtures/fake-zoom-cloud.ts';
import { createZoomProvider } from './zoom-provider.ts';

afterEach(() => void vi.useRealTimers());

const rosters = (events: readonly ProviderEvent[]) => events.filter((event) => event.type === 'roster');
/** The others' media as they were told last. */
const mediaSeenBy = ({ events }: FakeSeat): readonly string[] =>
  (rosters(events).at(-1)?.media ?? []).map(({ source, muted }) => (muted ? `${source} muted` : source));
const told = (events: readonly { readonly type: string }[], type: string) =>
  events.filter((event) => event.type === type);

describe('devices', () => {
  test('one listens from the start, and a microphone takes the place of that', async () => {
    const { connection, client } = await fakeConsult().join('a');
    const id = await connection.publish(outgoing('microphone', true, 'mic-1'));
    await connection.setMuted(id, false);
    await connection.replace(id, outgoing('microphone', false, 'mic-2'));
    await connection.unpublish(id);
    expect(client.asked).toEqual([
      'startAudio speaker',
      'stopAudio',
      'startAudio microphone',
      'unmuteAudio',
      'switchMicrophone mic-2',
      'stopAudio',
      'startAudio speaker',
    ]);
  });

  test('a microphone that is refused leaves one listening', async () => {
    const { connection, client } = await fakeConsult().join('a');
    const refusal = { type: 'AUDIO_CAPTURE_FAILED', reason: 'x', errorCode: 6010, subCode: 1 };
    client.refusals.set('startAudio microphone', refusal);
    const failure = await connection.publish(outgoing('microphone')).catch((error: unknown) => error);
    expect(connection.translate?.(failure)).toMatchObject({ code: 'device-denied', cause: refusal });
    expect(client.asked.at(-1)).toBe('startAudio speaker');
  });

  test('a camera that is off is not opened; the one chosen meanwhile is', async () => {
    const { connection, client } = await fakeConsult().join('a');
    const id = await connection.publish(outgoing('camera', true, 'camera-1'));
    await connection.replace(id, outgoing('camera', true, 'camera-2'));
    expect(client.asked).toEqual(['startAudio speaker']);
    await connection.setMuted(id, false);
    await connection.setMuted(id, true);
    await connection.unpublish(id);
    await settled();
    expect(client.asked.slice(1)).toEqual(['startVideo camera-2', 'stopVideo', 'send']);
  });

  test('the default device is asked for by the first of Zoom’s list', async () => {
    const { connection, client } = await fakeConsult().join('a');
    const id = await connection.publish(outgoing('camera'));
    await connection.replace(id, outgoing('camera'));
    expect(client.asked.slice(1)).toEqual(['startVideo default', 'switchCamera default']);
  });

  test.each([
    ['passively-stop-share', 'StopScreenCapture', undefined],
    ['active-media-failed', { code: 202, type: 'video' }, 'camera'],
    ['active-media-failed', { code: 103, type: 'audio' }, 'microphone'],
  ] as const)('that end by themselves are told: %s', async (name, payload, source) => {
    const { connection, client, events } = await fakeConsult().join('a');
    const ids = {
      camera: await connection.publish(outgoing('camera')),
      microphone: await connection.publish(outgoing('microphone')),
    };
    client.hear(name, payload);
    await settled();
    const ended = told(events, 'local-ended');
    expect(ended).toEqual(source === undefined ? [] : [{ type: 'local-ended', id: ids[source] }]);
    if (source !== 'camera') return;
    await connection.unpublish(ids.camera);
    expect(client.asked).not.toContain('stopVideo');
  });
});

describe('others', () => {
  test('who only listens has no microphone; who speaks has, from the moment they do', async () => {
    const { join } = fakeConsult();
    const witness = await join('a');
    const { connection } = await join('b');
    await settled();
    expect(mediaSeenBy(witness)).toEqual([]);
    const id = await connection.publish(outgoing('microphone', true));
    await settled();
    expect(mediaSeenBy(witness)).toEqual(['microphone muted']);
    await connection.unpublish(id);
    await settled();
    expect(mediaSeenBy(witness)).toEqual([]);
  });

  test('a muted user who was there before is taken for a speaker when nothing else is said in time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { join } = fakeConsult();
    const first = await join('a');
    await first.connection.publish(outgoing('microphone', true));
    const late = await join('b');
    expect(mediaSeenBy(late)).toEqual([]);
    vi.advanceTimersByTime(3000);
    expect(mediaSeenBy(late)).toEqual(['microphone muted']);
  });

  test('a camera that is off stays; one that was taken back goes', async () => {
    const { join } = fakeConsult();
    const witness = await join('a');
    const { connection } = await join('b');
    const id = await connection.publish(outgoing('camera'));
    await settled();
    expect(mediaSeenBy(witness)).toEqual(['camera']);
    await connection.setMuted(id, true);
    await settled();
    expect(mediaSeenBy(witness)).toEqual(['camera muted']);
    await connection.unpublish(id);
    await settled();
    expect(mediaSeenBy(witness)).toEqual([]);
  });

  test('are told under their userKey while they are there, and not after', async () => {
    const { join } = fakeConsult();
    const { events } = await join('a');
    const { connection } = await join('b');
    await settled();
    expect(rosters(events).at(-1)?.participants).toEqual([{ id: 'b', userKey: 'user-of-b' }]);
    await connection.disconnect();
    await settled();
    expect(rosters(events).at(-1)?.participants).toEqual([]);
  });

  test('speakers and scores go by participant; the worse direction counts', async () => {
    const { join } = fakeConsult();
    const { client, events } = await join('a');
    const other = await join('b');
    const { userId } = other.client.user;
    client.hear('active-speaker', [{ userId }, { userId: 1 }]);
    client.hear('network-quality-change', { userId, type: 'uplink', level: 4 });
    client.hear('network-quality-change', { userId, type: 'downlink', level: 1 });
    client.hear('network-quality-change', { userId: client.user.userId, type: 'uplink', level: 2 });
    client.hear('network-quality-change', { userId: 1, type: 'uplink', level: 2 });
    await settled();
    expect(told(events, 'active-speakers')).toEqual([{ type: 'active-speakers', participantIds: ['b'] }]);
    expect(told(events, 'quality')).toEqual([
      { type: 'quality', participantId: 'b', quality: 'good' },
      { type: 'quality', participantId: 'b', quality: 'poor' },
      { type: 'quality', participantId: undefined, quality: 'fair' },
    ]);
  });
});

test('messages keep the pace that Zoom carries', async () => {
  const { join, pauses } = fakeConsult();
  const { connection } = await join('a');
  for (const message of [1, 2, 3]) await connection.send(message, undefined);
  expect(pauses.filter((pause) => pause >= 500).length).toBeGreaterThanOrEqual(2);
  await expect(connection.send(4, 'stranger')).rejects.toMatchObject({ code: 'participant-not-found' });
});

describe('a command', () => {
  test.each(['text', 'camera-taken-back', '', { a: 1 }, 'x'.repeat(498)])(
    'brings the message %j as it was, in no more bytes than Zoom takes',
    async (message) => {
      const { join } = fakeConsult();
      const { events, client } = await join('a');
      const { connection } = await join('b');
      const heard = vi.fn<(command: { readonly text: string }) => void>();
      client.on('command-channel-message', heard);
      await connection.send(message, undefined);
      await settled();
      expect(told(events, 'message')).toEqual([{ type: 'message', from: 'b', message }]);
      const [[command] = []] = heard.mock.calls;
      expect(new TextEncoder().encode(command?.text).length).toBeLessThanOrEqual(512);
    },
  );

  test.each(['', 'hello', 'pb2:"x"', 'pb1:{'])('of others (%j) is none', async (text) => {
    const { join } = fakeConsult();
    const { events, client } = await join('a');
    const { userId } = (await join('b')).client.user;
    client.hear('command-channel-message', { senderId: String(userId), text });
    await settled();
    expect(told(events, 'message')).toEqual([]);
  });
});

test('an interruption is told, and messages that wait for their turn wait for its end, too', async () => {
  const { cloud, session, join } = fakeConsult();
  const { connection, client, events } = await join('a');
  const other = await join('b');
  client.interrupt();
  await settled();
  expect(events.at(-1)).toEqual({ type: 'interrupted', scope: 'signalling' });
  const sending = connection.send('queued', undefined);
  await settled();
  expect(client.asked).not.toContain('send');
  client.restore();
  await sending;
  await settled();
  expect(told(events, 'restored')).toHaveLength(1);
  expect(told(other.events, 'message')).toHaveLength(1);
  cloud.end(session);
  await settled();
  expect(events.at(-1)).toEqual({ type: 'closed', reason: 'room-ended', error: undefined });
});

test('the client of the page is given back, also after a join that was abandoned', async () => {
  const sdk = new FakeZoomCloud().openSdk();
  const destroy = vi.spyOn(sdk, 'destroyClient');
  const controller = new AbortController();
  const { signal } = controller;
  const credentials = { session: 'room-1', token: JSON.stringify({ session: 'room-1', key: 'a' }) };
  const provider = createZoomProvider(sdk);
  const connecting = provider.connect({ credentials, userKey: 'user-a', signal }, () => undefined);
  controller.abort();
  await expect(connecting).rejects.toMatchObject({ code: 'aborted' });
  expect(destroy).toHaveBeenCalledTimes(1);
  const request = { credentials, userKey: 'user-a', signal: new AbortController().signal };
  const connection = await provider.connect(request, () => undefined);
  await connection.disconnect();
  expect(destroy).toHaveBeenCalledTimes(2);
});
