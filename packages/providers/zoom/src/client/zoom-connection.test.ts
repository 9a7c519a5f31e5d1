import { afterEach, describe, expect, test, vi } from 'vitest';
import { fakeConsult, outgoing, settled } from '../../fixtures/fake-consult.ts';
import { FakeZoomCloud } from '../../fixtures/fake-zoom-cloud.ts';
import { createZoomProvider } from './zoom-provider.ts';

afterEach(() => void vi.useRealTimers());

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
    await expect(connection.publish(outgoing('microphone'))).rejects.toMatchObject({ code: 'device-denied' });
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
    expect(told(witness.events, 'media-added')).toEqual([]);
    const id = await connection.publish(outgoing('microphone', true));
    await settled();
    expect(told(witness.events, 'media-added')).toMatchObject([
      { media: { source: 'microphone', muted: true } },
    ]);
    await connection.unpublish(id);
    await settled();
    expect(told(witness.events, 'media-removed')).toHaveLength(1);
    expect(told(witness.events, 'media-added')).toHaveLength(1);
  });

  test('a muted user who was there before is taken for a speaker when nothing else is said in time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { join } = fakeConsult();
    const first = await join('a');
    await first.connection.publish(outgoing('microphone', true));
    const late = await join('b');
    expect(told(late.events, 'media-added')).toEqual([]);
    vi.advanceTimersByTime(3000);
    expect(told(late.events, 'media-added')).toMatchObject([
      { media: { source: 'microphone', muted: true } },
    ]);
  });

  test('a camera that is off stays; one that was taken back goes', async () => {
    const { join } = fakeConsult();
    const witness = await join('a');
    const { connection } = await join('b');
    const id = await connection.publish(outgoing('camera'));
    await settled();
    await connection.setMuted(id, true);
    await settled();
    expect(told(witness.events, 'media-muted')).toMatchObject([{ muted: true }]);
    expect(told(witness.events, 'media-removed')).toEqual([]);
    await connection.unpublish(id);
    await settled();
    expect(told(witness.events, 'media-removed')).toHaveLength(1);
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

test('verbs wait while Zoom reconnects, and are refused once it is over', async () => {
  const { cloud, session, join } = fakeConsult();
  const { connection, client, events } = await join('a');
  client.interrupt();
  await settled();
  let isPublished = false;
  const publishing = connection.publish(outgoing('camera')).then(() => (isPublished = true));
  await settled();
  expect(isPublished).toBe(false);
  client.restore();
  await publishing;
  expect(events.map(({ type }) => type).filter((type) => type !== 'participant-joined')).toEqual([
    'interrupted',
    'restored',
  ]);
  cloud.end(session);
  await settled();
  expect(events.at(-1)).toEqual({ type: 'closed', reason: 'room-ended', error: undefined });
  await expect(connection.send(1, undefined)).rejects.toMatchObject({ code: 'connection-lost' });
});

test('a page has one session at a time; the next one waits until it is let go of', async () => {
  const cloud = new FakeZoomCloud();
  const sdk = cloud.openSdk();
  const provider = createZoomProvider({ sdk: () => Promise.resolve(sdk), pause: () => Promise.resolve() });
  const connect = () => {
    const { signal } = new AbortController();
    const credentials = cloud.credentials('room-1', 'a');
    return provider.connect({ credentials, userKey: 'user-a', signal }, () => undefined);
  };
  const first = await connect();
  await expect(connect()).rejects.toMatchObject({ code: 'invalid-state' });
  const leaving = first.disconnect();
  await expect(connect()).resolves.toBeDefined();
  await leaving;
});
