import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  AgoraGatewayClient,
  chooseServer,
  enter,
  mintAgoraToken,
  rest,
} from '../../fixtures/agora-client.ts';
import { signNotification } from './notifications.ts';
import { type AgoraEmulator, startAgoraEmulator } from './start-agora-emulator.ts';

const due: (() => void)[] = [];
const posted: { readonly headers: Headers; readonly body: string }[] = [];
let emulator: AgoraEmulator;

beforeEach(async () => {
  due.length = 0;
  posted.length = 0;
  emulator = await startAgoraEmulator({
    notificationUrl: 'https://patchbay.test/hook',
    schedule: (run) => {
      due.push(run);
      return () => void (due.includes(run) && due.splice(due.indexOf(run), 1));
    },
    fetch: async (_input, init) => {
      const body = typeof init?.body === 'string' ? init.body : '';
      posted.push({ headers: new Headers(init?.headers), body });
      return new Response(null, { status: 200 });
    },
  });
});
afterEach(() => emulator.close());

const codeOf = async (asking: ReturnType<typeof chooseServer>): Promise<number | undefined> =>
  (await asking).response_body[0]?.buffer.code;
const eventsPosted = async (): Promise<readonly number[]> => {
  await emulator.settled();
  return posted.map(({ body }) => (JSON.parse(body) as { readonly eventType: number }).eventType);
};
const screenOf = (stream_type: string, ssrcId: number) => ({ ortc: [{ stream_type, ssrcs: [{ ssrcId }] }] });

describe('the access point', () => {
  test('gives a gateway and a ticket for a good token, and no proxy', async () => {
    const token = mintAgoraToken(emulator.account, { channel: 'room-1', uid: 2 });
    const { response_body: bodies } = await chooseServer(emulator, { token });
    expect(bodies.map(({ buffer }) => [buffer.code, buffer.flag, buffer.edges_services.length])).toEqual([
      [0, 4096, 1],
      [0, 4_194_310, 0],
    ]);
  });

  test('takes a token for any uid', async () => {
    const token = mintAgoraToken(emulator.account, { channel: 'room-1', uid: '' });
    expect(await codeOf(chooseServer(emulator, { token }))).toBe(0);
  });

  test.each([
    ['no token', () => 'token', 2_010_009],
    ['another version', () => '006abc', 2_010_009],
    ['half a token', (good: string) => good.slice(0, good.length / 2), 2_010_009],
    ['another channel', () => mint({ channel: 'room-2' }), 2_010_009],
    ['another uid', () => mint({ uid: 4 }), 2_010_009],
    ['another certificate', () => mint({}, 'f'.repeat(32)), 2_010_009],
    ['a time to come', () => mint({ issuedAt: Math.floor(Date.now() / 1000) + 600 }), 2_010_009],
    ['a time that is up', () => mint({ issuedAt: 1_600_000_000 }), 2_010_013],
  ])('refuses %s as Agora does', async (_name, tokenOf, code) => {
    expect(await codeOf(chooseServer(emulator, { token: tokenOf(mint({})) }))).toBe(code);
  });

  test('refuses another app', async () => {
    expect(await codeOf(chooseServer(emulator, { token: mint({}), appId: '0'.repeat(32) }))).toBe(2_010_005);
  });

  test('refuses all when it is told to', async () => {
    emulator.faults.refuseJoins('room-full');
    expect(await codeOf(chooseServer(emulator, { token: mint({}) }))).toBe(2_010_016);
    emulator.faults.refuseJoins(undefined);
    expect(await codeOf(chooseServer(emulator, { token: mint({}) }))).toBe(0);
  });

  const mint = (grant: object, appCertificate = emulator.account.appCertificate): string =>
    mintAgoraToken({ ...emulator.account, appCertificate }, { channel: 'room-1', uid: 2, ...grant });
});

describe('the gateway', () => {
  test('answers a join with its own candidates and capabilities, not the browser’s', async () => {
    const { answer } = await enter(emulator, 2);
    expect(answer).toMatchObject({
      _result: 'success',
      uid: 2,
      ortc: {
        iceParameters: { candidates: [{ ip: '127.0.0.1', protocol: 'udp', type: 'host' }] },
        dtlsParameters: { role: 'server', fingerprints: [{ algorithm: 'sha-256' }] },
        rtpCapabilities: {
          sendrecv: {
            audioCodecs: [{ payloadType: 111 }],
            videoCodecs: [{ payloadType: 96, rtcpFeedbacks: [{ type: 'nack' }] }, { payloadType: 97 }],
            audioExtensions: [],
          },
        },
      },
    });
  });

  test('refuses a ticket that it did not give, and whoever is not in', async () => {
    const client = new AgoraGatewayClient(emulator);
    expect(await client.join('ticket')).toMatchObject({ _result: 'failed', code: 110 });
    expect(await client.request('publish')).toMatchObject({ _result: 'failed', code: 2011 });
  });

  test('tells a newcomer who is there and what they publish, then the others of the newcomer', async () => {
    const { client: first } = await enter(emulator, 2);
    await first.request('publish', screenOf('high', 1000));
    const { client: second } = await enter(emulator, 4);
    expect(await second.hears('on_add_video_stream')).toMatchObject({ uid: 2, ssrcId: 1000 });
    expect(second.notices.map(([type]) => type)).toEqual(['on_user_online', 'on_add_video_stream']);
    expect(await first.hears('on_user_online')).toMatchObject({ uid: 4 });
  });

  test('tells of mute, of one stream’s end, and of the last one’s', async () => {
    const { client: first } = await enter(emulator, 2);
    const { client: second } = await enter(emulator, 4);
    await first.request('publish', screenOf('audio', 1));
    await first.request('publish', screenOf('high', 2));
    await first.request('control', { action: 'mute_local_video' });
    expect(await second.hears('mute_video')).toMatchObject({ uid: 2 });
    await first.request('unpublish', { ortc: [{ stream_type: 'high' }] });
    await second.hears('disable_local_video');
    expect(second.notices.some(([type]) => type === 'on_remove_stream')).toBe(false);
    await first.request('unpublish', { ortc: [{ stream_type: 'audio' }] });
    await second.hears('on_remove_stream');
  });

  test('lets nobody hear what is not published', async () => {
    const { client } = await enter(emulator, 2);
    await enter(emulator, 4);
    const asked = { stream_id: 4, stream_type: 'video', ssrcId: 9 };
    expect(await client.request('subscribe', asked)).toMatchObject({ _result: 'failed', code: 2021 });
  });

  test('passes messages on to the others, and only to them', async () => {
    const { client: first } = await enter(emulator, 2);
    const { client: second } = await enter(emulator, 4);
    await first.request('data_stream', { payload: btoa('hello') });
    expect(await second.hears('on_data_stream')).toMatchObject({ uid: 2, payload: btoa('hello') });
    expect(first.notices.some(([type]) => type === 'on_data_stream')).toBe(false);
  });

  test('answers what carries no message: a ping, the state of the network', async () => {
    const { client } = await enter(emulator, 2);
    expect(await client.request('ping')).toMatchObject({ _result: 'success' });
    expect(await client.request('traffic_stats')).toMatchObject({ B_unq: 1, peer_delay: [] });
  });

  test('puts the older one of two out that have one uid', async () => {
    const { client: older } = await enter(emulator, 2);
    await enter(emulator, 2);
    expect(await older.hears('on_notification')).toMatchObject({ code: 2003 });
  });
});

describe('REST', () => {
  const rule = (change: object) => ({
    appid: emulator.account.appId,
    time: 0,
    privileges: ['join_channel'],
    ...change,
  });

  test('puts one out, or all, and lets them in again when the rule lasts no time', async () => {
    const { client: first } = await enter(emulator, 2);
    const { client: second } = await enter(emulator, 4);
    await rest(emulator, '/dev/v1/kicking-rule', rule({ cname: 'room-1', uid: 2 }));
    expect(await first.hears('on_user_banned')).toMatchObject({ error_code: 14 });
    await rest(emulator, '/dev/v1/kicking-rule', rule({ cname: 'room-1' }));
    expect(await second.hears('on_user_banned')).toMatchObject({ error_code: 16 });
    expect((await enter(emulator, 2)).answer).toMatchObject({ _result: 'success' });
  });

  test('keeps out for as long as a rule lasts', async () => {
    await rest(emulator, '/dev/v1/kicking-rule', rule({ cname: 'room-1', uid: 2, time: 1 }));
    expect((await enter(emulator, 2)).answer).toMatchObject({ _result: 'failed', code: 14 });
    expect((await enter(emulator, 4)).answer).toMatchObject({ _result: 'success' });
  });

  test('lists who is there', async () => {
    const path = `/dev/v1/channel/user/${emulator.account.appId}/room-1`;
    const listed = async (): Promise<unknown> => (await rest(emulator, path)).json();
    expect(await listed()).toEqual({ success: true, data: { channel_exist: false } });
    await enter(emulator, 2);
    expect(await listed()).toMatchObject({ data: { channel_exist: true, users: [2] } });
  });

  test('refuses strangers, nonsense, and what it is told to', async () => {
    const path = '/dev/v1/kicking-rule';
    expect((await rest(emulator, path, rule({ cname: 'room-1' }), 'another')).status).toBe(401);
    expect((await rest(emulator, path, rule({}))).status).toBe(400);
    expect((await rest(emulator, path, rule({ uid: 0 }))).status).toBe(400);
    emulator.faults.failRest(429, 2);
    const statuses: number[] = [];
    for (let call = 0; call < 3; call += 1)
      statuses.push((await rest(emulator, path, rule({ cname: 'room-1' }))).status);
    expect(statuses).toEqual([429, 429, 200]);
  });
});

describe('notifications', () => {
  test('tell who came and went, signed over the body', async () => {
    const { client } = await enter(emulator, 2);
    await client.request('leave');
    expect(await eventsPosted()).toEqual([101, 107, 108, 102]);
    for (const { headers, body } of posted) {
      const expected = signNotification('sha256', emulator.account.notificationSecret, body);
      expect(headers.get('agora-signature-v2')).toBe(expected);
    }
    const { payload } = JSON.parse(posted[2]?.body ?? '') as { readonly payload: object };
    expect(payload).toMatchObject({ channelName: 'room-1', uid: 2, reason: 1, duration: 0 });
  });

  test('lose who left when they are told to', async () => {
    emulator.faults.loseLeaveEvents(true);
    const { client } = await enter(emulator, 2);
    await client.request('leave');
    expect(await eventsPosted()).toEqual([101, 107, 102]);
  });
});

describe('a connection that breaks', () => {
  test('can be taken up again with its token', async () => {
    const { client, answer } = await enter(emulator, 2);
    await enter(emulator, 4);
    client.breakOff();
    await client.closed;
    const back = new AgoraGatewayClient(emulator);
    const rejoined = await back.request('rejoin_v3', { token: answer['rejoin_token'] });
    expect(rejoined).toMatchObject({ _result: 'success', peers: [{ uid: 4 }] });
  });

  test('for longer than a client outlives it is a leave', async () => {
    const { client } = await enter(emulator, 2);
    const { client: witness } = await enter(emulator, 4);
    client.breakOff();
    await client.closed;
    await expect.poll(() => due.length).toBe(1);
    due[0]?.();
    expect(await witness.hears('on_user_offline')).toMatchObject({ uid: 2 });
  });

  test('gets no answer while somebody interrupts it', async () => {
    const { client, answer } = await enter(emulator, 2);
    const lift = emulator.faults.interrupt('room-1', 2);
    await client.closed;
    const back = new AgoraGatewayClient(emulator);
    let isBack = false;
    const rejoining = back.request('rejoin_v3', { token: answer['rejoin_token'] }).then((result) => {
      isBack = true;
      return result;
    });
    await rest(emulator, `/dev/v1/channel/${emulator.account.appId}`);
    expect(isBack).toBe(false);
    lift();
    expect(await rejoining).toMatchObject({ _result: 'success' });
    expect(() => emulator.faults.interrupt('room-1', 9)).toThrow('Nobody of that uid');
  });
});

test('the log says what was asked, without tokens or addresses', async () => {
  await enter(emulator, 2);
  const text = JSON.stringify(emulator.log());
  expect(text).toContain('join_v3');
  expect(text).not.toContain('007');
  expect(text).not.toContain(emulator.account.appCertificate);
});
