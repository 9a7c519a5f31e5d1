import type { Heartbeat, JoinTicket } from '@patchbay/contract';
import { openSqliteLedger } from '@patchbay/metering';
import { describe, expect, test } from 'vitest';
import { startPatchbay, type TestPatchbay } from '../../test/start-patchbay.ts';
import { ledgerFile } from '../store-files.ts';

const path = '/v1/heartbeats';
const app = { origin: 'https://app.example' };

async function joined(options: Parameters<typeof startPatchbay>[0] = {}) {
  const started = await startPatchbay(options);
  const consultId = await started.openConsult();
  const ticket = await started.ticketFor(consultId, 'user-7');
  const beat = (change: Partial<Heartbeat> = {}): Heartbeat => ({
    connectionId: 'k1',
    sequence: 0,
    kind: 'joined',
    at: started.time.now(),
    elapsed: 0,
    ...change,
  });
  return { ...started, consultId, ticket, beat };
}

const bearer = ({ metering }: JoinTicket): Record<string, string> => ({
  authorization: `Bearer ${metering.token}`,
});

/** Beacons and the page's own requests come like this. */
const beacon = (token: string | undefined, heartbeats: readonly unknown[]) => ({
  body: JSON.stringify({ token, heartbeats }),
  headers: { 'content-type': 'text/plain;charset=UTF-8', ...app },
});

const rowsOf = async ({ patchbay, directory }: TestPatchbay, consultId: string) => {
  await patchbay.close();
  const ledger = await openSqliteLedger({ path: ledgerFile(directory), now: Date.now });
  const rows = await ledger.evidenceOf(consultId);
  await ledger.close();
  return rows;
};

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

describe('the metering token', () => {
  test('is needed', async () => {
    const { send, beat } = await joined();
    expect(await send('POST', path, beacon(undefined, [beat()]))).toMatchObject({
      status: 401,
      body: { code: 'token-missing' },
    });
  });

  test('must be ours', async () => {
    const { send, beat, ticket } = await joined();
    const forged = `${ticket.metering.token.slice(0, -4)}AAAA`;
    expect(await send('POST', path, beacon(forged, [beat()]))).toMatchObject({
      status: 401,
      body: { code: 'token-invalid' },
    });
  });

  test('must be of a consult of this server', async () => {
    const { ticket, beat } = await joined();
    const other = await startPatchbay();
    expect(await other.send('POST', path, beacon(ticket.metering.token, [beat()]))).toMatchObject({
      status: 401,
      body: { code: 'token-invalid' },
    });
  });

  test('expires', async () => {
    const { send, beat, ticket, time } = await joined({ input: { tickets: { credentialsSeconds: 600 } } });
    await time.advance(601_000);
    expect(await send('POST', path, beacon(ticket.metering.token, [beat()]))).toMatchObject({
      status: 401,
      body: { code: 'token-expired' },
    });
  });

  test('still counts after the consult was ended, for the last heartbeat comes late', async () => {
    const { send, beat, ticket, consultId } = await joined();
    await send('POST', `/v1/consults/${consultId}/end`, { key: 'north-key-0123456789' });
    const left = beat({ kind: 'left', sequence: 1 });
    expect(await send('POST', path, beacon(ticket.metering.token, [left]))).toMatchObject({ status: 202 });
  });
});

describe('a ticket that is replayed', () => {
  test('long after its consult has ended is refused, while its token is still good', async () => {
    const started = await joined();
    const { send, beat, ticket, consultId, time } = started;
    await send('POST', `/v1/consults/${consultId}/end`, { key: 'north-key-0123456789' });
    await time.advance(900_000);
    const last = beat({ kind: 'left', sequence: 1 });
    expect(await send('POST', path, beacon(ticket.metering.token, [last]))).toMatchObject({ status: 202 });
    await time.advance(1);
    const replayed = beat({ connectionId: 'k2' });
    expect(await send('POST', path, beacon(ticket.metering.token, [replayed]))).toMatchObject({
      status: 401,
      body: { code: 'ticket-replayed' },
    });
    expect(await rowsOf(started, consultId)).not.toContainEqual(
      expect.objectContaining({ connection: 'k2' }),
    );
  });
});

describe('origins', () => {
  test('that are not allowed are refused, and no header lets the page read the answer', async () => {
    const { send, beat, ticket } = await joined();
    const headers = { ...bearer(ticket), origin: 'https://elsewhere.example' };
    const answer = await send('POST', path, { body: beat(), headers });
    expect(answer).toMatchObject({ status: 403, body: { code: 'origin-not-allowed' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(await send('OPTIONS', path, { headers: { origin: 'https://elsewhere.example' } })).toMatchObject({
      status: 403,
    });
  });

  test('that are allowed may ask first, and may read also what went wrong', async () => {
    const { send, beat } = await joined();
    const preflight = await send('OPTIONS', path, {
      headers: {
        ...app,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    const failed = await send('POST', path, beacon('nonsense', [beat()]));
    expect(failed.status).toBe(401);
    expect(failed.headers.get('access-control-allow-origin')).toBe('https://app.example');
  });

  test("the server's own is allowed, and so is none", async () => {
    const { send, beat, ticket } = await joined();
    const own = { ...bearer(ticket), origin: 'https://video.example' };
    expect(await send('POST', path, { body: beat(), headers: own })).toMatchObject({ status: 202 });
    expect(await send('POST', path, { body: beat(), headers: bearer(ticket) })).toMatchObject({
      status: 202,
    });
  });

  test('follow a config that is read again', async () => {
    const { send, beat, ticket, patchbay } = await joined();
    const config = patchbay.config();
    await patchbay.reloadConfig({ ...config, server: { ...config.server, allowedOrigins: [] } });
    expect(await send('POST', path, beacon(ticket.metering.token, [beat()]))).toMatchObject({ status: 403 });
  });
});

describe('too many', () => {
  test('heartbeats with one token are told when to come again', async () => {
    const rateLimits = { perParticipant: { requests: 2, seconds: 60 } };
    const { send, beat, ticket } = await joined({ input: { server: { rateLimits } } });
    const answers: Awaited<ReturnType<typeof send>>[] = [];
    for (let sequence = 0; sequence < 3; sequence += 1) {
      answers.push(await send('POST', path, beacon(ticket.metering.token, [beat({ sequence })])));
    }
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 429]);
    expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('forged tokens shut their address out, and nobody else', async () => {
    const rateLimits = { perAddress: { requests: 3, seconds: 60 } };
    const { send, beat, ticket } = await joined({ input: { server: { rateLimits } } });
    const from = (address: string, token: string) =>
      send('POST', path, { ...beacon(token, [beat()]), peer: { address } });
    for (let times = 0; times < 3; times += 1) {
      expect(await from('192.0.2.1', 'forged')).toMatchObject({ status: 401 });
    }
    expect(await from('192.0.2.1', ticket.metering.token)).toMatchObject({
      status: 429,
      body: { code: 'rate-limited' },
    });
    expect(await from('192.0.2.2', ticket.metering.token)).toMatchObject({ status: 202 });
  });
});
