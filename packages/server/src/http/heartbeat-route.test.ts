import { describe, expect, test } from 'vitest';
import { beacon, bearer, joined, rowsOf } from '../../test/heartbeating.ts';

const path = '/v1/heartbeats';

describe('heartbeats', () => {
  test('one with the token as Bearer is in the ledger, under a hash of the person', async () => {
    const started = await joined();
    const { send, ticket, beat, consultId } = started;
    expect(await send('POST', path, { body: beat(), headers: bearer(ticket) })).toMatchObject({
      status: 202,
      body: { accepted: 1, results: [{ accepted: true }] },
    });
    const rows = await rowsOf(started, consultId);
    expect(rows).toMatchObject([
      { source: 'heartbeat', kind: 'joined', tenant: 'north', provider: 'stub', connection: 'k1' },
    ]);
    expect(rows[0]?.person).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(rows)).not.toContain('user-7');
  });

  test('a batch as a beacon sends it, with the token in the body', async () => {
    const { send, ticket, beat, time } = await joined();
    await time.advance(15_000);
    const heartbeats = [
      beat({ at: time.now() - 15_000 }),
      beat({ sequence: 1, kind: 'present', elapsed: 15_000 }),
    ];
    const answer = await send('POST', path, beacon(ticket.metering.token, heartbeats));
    expect(answer).toMatchObject({ status: 202, body: { accepted: 2 } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example');
  });

  test('answers so that a beacon from another origin is not reported as blocked', async () => {
    const { patchbay, ticket, beat } = await joined();
    const { body, headers } = beacon(ticket.metering.token, [beat()]);
    const request = new Request(`https://patchbay.example${path}`, { method: 'POST', body, headers });
    const response = await patchbay.fetch(request);
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    const elsewhere = await patchbay.fetch(new Request('https://patchbay.example/health'));
    expect(elsewhere.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  test('a repeated one is accepted and is the same row', async () => {
    const started = await joined();
    const { send, ticket, beat, consultId } = started;
    const heartbeats = [beat(), beat()];
    for (let times = 0; times < 2; times += 1) {
      expect(await send('POST', path, beacon(ticket.metering.token, heartbeats))).toMatchObject({
        status: 202,
        body: { accepted: 2 },
      });
    }
    expect(await rowsOf(started, consultId)).toHaveLength(1);
  });

  test('are judged one by one', async () => {
    const { send, ticket, beat } = await joined();
    const heartbeats = [{ nonsense: true }, beat(), beat({ sequence: 1, elapsed: -1 })];
    expect(await send('POST', path, beacon(ticket.metering.token, heartbeats))).toMatchObject({
      status: 202,
      body: {
        accepted: 1,
        results: [
          { accepted: false, reason: 'malformed' },
          { accepted: true },
          { accepted: false, reason: 'negative-elapsed' },
        ],
      },
    });
  });

  test('none of which is acceptable are refused, with the reasons', async () => {
    const { send, ticket, beat } = await joined();
    const future = beat({ at: Date.UTC(2030, 0) });
    expect(await send('POST', path, beacon(ticket.metering.token, [future]))).toMatchObject({
      status: 422,
      body: { code: 'heartbeats-refused', reasons: [{ code: 'from-the-future' }] },
    });
  });

  test('what the connection carried is in the ledger with it', async () => {
    const started = await joined();
    const { send, ticket, beat, consultId, time } = started;
    await time.advance(15_000);
    const carried = { received: { hd: 14_000 }, unsizedVideo: 0, sentVideo: 9_000, bytesReceived: 1_234_567 };
    const heartbeats = [
      beat({ at: time.now() - 15_000 }),
      beat({ sequence: 1, kind: 'present', elapsed: 15_000, carried }),
    ];
    expect(await send('POST', path, beacon(ticket.metering.token, heartbeats))).toMatchObject({
      status: 202,
      body: { results: [{ accepted: true }, { accepted: true }] },
    });
    const [first, second] = await rowsOf(started, consultId);
    expect(first).not.toHaveProperty('carried');
    expect(second?.carried).toEqual(carried);
  });

  test('presence is taken, and what nobody can have carried is not, with its own reason', async () => {
    const started = await joined();
    const { send, ticket, beat, consultId } = started;
    const sums = { received: {}, unsizedVideo: 0, sentVideo: 0 };
    const told: readonly unknown[] = [
      { ...sums, received: { hd: 3_600_000 } },
      { ...sums, bytesSent: 1e15 },
      'much',
      { ...sums, received: { '8k': 1 } },
      sums,
    ];
    const heartbeats = told.map((carried, sequence) => ({ ...beat({ sequence }), carried }));
    const one = await send('POST', path, { body: heartbeats[0], headers: bearer(ticket) });
    expect(one).toMatchObject({
      status: 202,
      body: { accepted: 1, results: [{ accepted: true, setAside: 'carried-out-of-range' }] },
    });
    const answer = await send('POST', path, beacon(ticket.metering.token, heartbeats));
    expect(answer).toMatchObject({ status: 202, body: { accepted: 5 } });
    expect((answer.body as { results: unknown }).results).toEqual([
      { accepted: true, setAside: 'carried-out-of-range' },
      { accepted: true, setAside: 'carried-out-of-range' },
      { accepted: true, setAside: 'carried-malformed' },
      { accepted: true, setAside: 'carried-malformed' },
      { accepted: true },
    ]);
    const { text } = await send('GET', '/metrics');
    expect(text).toContain('patchbay_heartbeats_carried_set_aside_total{reason="carried-out-of-range"} 3');
    expect(text).toContain('patchbay_heartbeats_carried_set_aside_total{reason="carried-malformed"} 2');
    const rows = await rowsOf(started, consultId);
    expect(rows.map(({ beat: { sequence } = {} }) => sequence)).toEqual([0, 1, 2, 3, 4]);
    expect(rows.map(({ carried }) => carried)).toEqual([undefined, undefined, undefined, undefined, sums]);
  });

  test('a claim to have joined long before the ticket is refused', async () => {
    const { send, ticket, beat } = await joined();
    const early = beat({ kind: 'present', elapsed: 3_600_000 });
    expect(await send('POST', path, beacon(ticket.metering.token, [early]))).toMatchObject({
      status: 422,
      body: { reasons: [{ code: 'before-grant' }] },
    });
  });

  test.each([
    ['not JSON', 'nonsense', 400, 'malformed-json'],
    ['no heartbeat', '{}', 400, 'request-invalid'],
    ['an empty batch', '{"heartbeats":[]}', 400, 'request-invalid'],
    [
      'too large a batch',
      JSON.stringify({ heartbeats: Array.from({ length: 201 }, () => ({})) }),
      400,
      'request-invalid',
    ],
  ])('%s is refused', async (_, body, status, code) => {
    const { send } = await joined();
    for (const type of ['text/plain', 'application/json']) {
      const headers = { 'content-type': type };
      expect(await send('POST', path, { body, headers })).toMatchObject({ status, body: { code } });
    }
  });
});
