import { describe, expect, test } from 'vitest';
import { fakeConsult, settled, trackOf } from '../../fixtures/fake-consult.ts';

const outgoing = (source: 'camera' | 'microphone' | 'screen', muted = false) => {
  const kind = source === 'microphone' ? 'audio' : 'video';
  return { source, kind, muted, track: trackOf(kind) } as const;
};

async function pair() {
  const consult = fakeConsult();
  const [first, second] = [await consult.join(2), await consult.join(4)];
  return { ...consult, first, second };
}

describe('media', () => {
  test('is subscribed to and told with what it shows', async () => {
    const { first, second } = await pair();
    const media = outgoing('camera');
    await first.connection.publish(media);
    await settled();
    expect(second.of('media-added').map((event) => event.media)).toMatchObject([
      { participantId: '2', source: 'camera', kind: 'video', muted: false, track: media.track },
    ]);
  });

  test('that is published silent is told so', async () => {
    const { first, second } = await pair();
    await first.connection.publish(outgoing('microphone', true));
    await settled();
    expect(second.of('media-added')).toMatchObject([{ media: { source: 'microphone', muted: true } }]);
  });

  test('is told as silent and not, and as gone, each time under an id of its own', async () => {
    const { first, second } = await pair();
    const id = await first.connection.publish(outgoing('camera'));
    await settled();
    await first.connection.setMuted(id, true);
    await first.connection.setMuted(id, false);
    await first.connection.unpublish(id);
    await first.connection.publish(outgoing('camera'));
    await settled();
    expect(second.of('media-muted').map(({ muted }) => muted)).toEqual([true, false]);
    const [former, latter] = second.of('media-added').map((event) => event.media.id);
    expect(second.of('media-removed').map((event) => event.id)).toEqual([former]);
    expect(latter).not.toBe(former);
  });

  test('of a screen comes from a second client, who is no participant and leaves with it', async () => {
    const { first, second, seat } = await pair();
    const id = await first.connection.publish(outgoing('screen'));
    await settled();
    expect(second.of('media-added')).toMatchObject([{ media: { participantId: '2', source: 'screen' } }]);
    expect(second.of('participant-joined').map((event) => event.participant.id)).not.toContain('3');
    expect(seat(3).kinds).toEqual(['video']);
    await first.connection.unpublish(id);
    await settled();
    expect(() => seat(3)).toThrow('Nobody of that uid');
    expect(second.of('participant-left')).toEqual([]);
  });

  test('goes when its owner leaves', async () => {
    const { first, second } = await pair();
    await first.connection.publish(outgoing('camera'));
    await settled();
    await first.connection.disconnect();
    expect(second.events.slice(-2)).toMatchObject([
      { type: 'media-removed' },
      { type: 'participant-left', participantId: '2' },
    ]);
  });
});

describe('what the SDK tells', () => {
  test('of strangers with accounts, and nonsense, is left alone', async () => {
    const { first, seat } = await pair();
    const before = first.events.length;
    const client = seat(2);
    client.hearFrom('account', new TextEncoder().encode('{"message":1}'));
    client.hearFrom(5, new TextEncoder().encode('{"message":1}'));
    client.hearFrom(4, new TextEncoder().encode('nonsense'));
    client.emit('user-joined', { uid: 'account', hasAudio: false, hasVideo: false });
    client.emit('user-published', { uid: 'account', hasAudio: true, hasVideo: false }, 'audio');
    client.emit('user-published', { uid: 4, hasAudio: false, hasVideo: false }, 'datachannel');
    await settled();
    expect(first.events).toHaveLength(before);
  });

  test('of quality is turned round, for oneself and for others, without their screens', async () => {
    const { first, seat } = await pair();
    const best = { uplinkNetworkQuality: 1, downlinkNetworkQuality: 1 };
    const worst = { uplinkNetworkQuality: 6, downlinkNetworkQuality: 1 };
    Object.assign(seat(2), { remoteQuality: { 4: worst, 5: best } });
    seat(2).emit('network-quality', best);
    expect(first.of('quality')).toEqual([
      { type: 'quality', participantId: undefined, quality: 'excellent' },
      { type: 'quality', participantId: '4', quality: 'lost' },
    ]);
  });

  test('of volumes is who speaks, loudest first', async () => {
    const { first, seat } = await pair();
    const volumes = [4, 6, 8, 9].map((uid, index) => ({ uid, level: [20, 60, 3, 90][index] }));
    seat(2).emit('volume-indicator', volumes);
    expect(first.of('active-speakers').at(-1)?.participantIds).toEqual(['6', '4']);
  });

  test('of an interruption is told, and people hear anew who one is afterwards', async () => {
    const { first, second, seat } = await pair();
    await settled();
    const restore = seat(2).interrupt();
    expect(first.events.at(-1)).toEqual({ type: 'interrupted', scope: 'signalling' });
    seat(4).emit('user-left', { uid: 2, hasAudio: false, hasVideo: false });
    restore();
    await settled();
    expect(first.of('restored')).toHaveLength(1);
    expect(second.of('participant-joined').at(-1)?.participant).toEqual({ id: '2', userKey: 'user-2' });
  });

  test.each([
    ['UID_BANNED', 'removed'],
    ['CHANNEL_BANNED', 'room-ended'],
    ['TOKEN_EXPIRE', 'credentials-expired'],
    ['NETWORK_ERROR', 'connection-lost'],
  ])('of %s is the end, and nothing after it', async (reason, ours) => {
    const { first, seat, join } = await pair();
    seat(2).putOut(reason);
    await join(6);
    await settled();
    expect(first.events.at(-1)).toMatchObject({ type: 'closed', reason: ours });
  });

  test('of a token that ran out is the end', async () => {
    const { first, seat } = await pair();
    seat(2).emit('token-privilege-did-expire');
    expect(first.events.at(-1)).toMatchObject({ type: 'closed', reason: 'credentials-expired' });
  });
});

describe('what is refused', () => {
  test('comes with our code', async () => {
    const { cloud, first } = await pair();
    const cause = Object.assign(new Error('INVALID_PARAMS'), { code: 'INVALID_PARAMS' });
    cloud.refusal = cause;
    await expect(first.connection.send('hello', undefined)).rejects.toMatchObject({
      code: 'invalid-argument',
      cause,
    });
    await expect(first.connection.unpublish('camera-9')).rejects.toMatchObject({ code: 'not-published' });
  });
});
