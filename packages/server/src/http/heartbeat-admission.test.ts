import { describe, expect, test } from 'vitest';
import { app, beacon, bearer, joined, rowsOf } from '../../test/heartbeating.ts';
import { startPatchbay } from '../../test/start-patchbay.ts';

const path = '/v1/heartbeats';

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
