import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createStubVendor } from '../../test/stub-vendor.ts';
import { northKey, southKey, startPatchbay } from '../../test/start-patchbay.ts';

describe('health', () => {
  test('names every store and every running provider', async () => {
    const { send } = await startPatchbay({ vendors: [createStubVendor(), createStubVendor('second')] });
    const { status, body } = await send('GET', '/health');
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect((body['checks'] as { name: string; ok: boolean }[]).map(({ name, ok }) => [name, ok])).toEqual([
      ['consults', true],
      ['ledger', true],
      ['audit', true],
      ['provider:stub', true],
      ['provider:second', true],
    ]);
  });

  test('is degraded, and serving, while a vendor is down', async () => {
    const { send, vendor } = await startPatchbay();
    vendor.failure = 'unreachable';
    expect(await send('GET', '/health')).toMatchObject({ status: 200, body: { status: 'degraded' } });
  });

  test('asks the vendors again only after a while', async () => {
    const { send, vendor, time } = await startPatchbay();
    await send('GET', '/health');
    vendor.failure = 'unreachable';
    expect(await send('GET', '/health')).toMatchObject({ body: { status: 'ok' } });
    await time.advance(5_000);
    expect(await send('GET', '/health')).toMatchObject({ body: { status: 'degraded' } });
  });
});

describe('metrics', () => {
  test('count by route pattern, provider and code', async () => {
    const { send, openConsult } = await startPatchbay();
    const id = await openConsult();
    await send('GET', `/v1/consults/${id}`, { key: northKey });
    await send('GET', `/v1/consults/${id}`, { key: southKey });
    await send('GET', '/nowhere/at/all');
    const { headers, text } = await send('GET', '/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('patchbay_consults_total{provider="stub",outcome="created"} 1');
    expect(text).toContain(
      'patchbay_http_requests_total{route="/v1/consults/:id",method="GET",status="404"} 1',
    );
    expect(text).toContain('patchbay_http_requests_total{route="none",method="GET",status="404"} 1');
    expect(text).toContain('patchbay_gate_verdicts_total{gate="baa",provider="stub",verdict="allow"} 1');
    expect(text).not.toContain(id);
  });

  test('of two servers in one process are two', async () => {
    const [one, two] = [await startPatchbay(), await startPatchbay()];
    await one.openConsult();
    expect((await two.send('GET', '/metrics')).text).not.toContain('outcome="created"} 1');
  });
});

describe('privacy', () => {
  test('neither log nor metrics carry an id, a token, a key or a person, nor do the files name anybody', async () => {
    const { send, openConsult, ticketFor, vendor, log, time, directory, patchbay } = await startPatchbay();
    const id = await openConsult();
    const ticket = await ticketFor(id, 'user-7');
    const secrets = [
      id,
      northKey,
      'user-7',
      ticket.metering.token,
      vendor.minted?.room ?? '',
      vendor.minted?.participant ?? '',
    ];
    const heartbeat = { connectionId: 'k1', sequence: 0, kind: 'joined', at: time.now(), elapsed: 0 };
    await send('POST', '/v1/heartbeats', { body: { token: ticket.metering.token, heartbeats: [heartbeat] } });
    await send('POST', '/v1/heartbeats', { body: { token: 'forged', heartbeats: [heartbeat] } });
    await send('POST', '/v1/webhooks/stub', { body: {} });
    vendor.failure = 'provider-failure';
    await send('GET', `/v1/consults/${id}/participants`, { key: northKey });
    await time.advance(60_000);
    vendor.failure = undefined;
    await send('POST', `/v1/consults/${id}/remove`, { key: northKey, body: { userKey: 'user-7' } });
    await send('POST', `/v1/consults/${id}/end`, { key: northKey });
    const told = JSON.stringify(log) + (await send('GET', '/metrics')).text;
    expect(log.filter(({ event }) => event === 'request').length).toBeGreaterThan(5);
    for (const secret of secrets) expect(told).not.toContain(secret);
    await patchbay.close();
    const stores = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'latin1'));
    expect(stores.length).toBeGreaterThanOrEqual(3);
    for (const secret of ['user-7', northKey, ticket.metering.token])
      expect(stores.join('')).not.toContain(secret);
  });
});

describe('the HTTP surface', () => {
  test('describes itself: every route, with the schemas that requests are checked against', async () => {
    const { send } = await startPatchbay();
    const { status, body } = await send('GET', '/openapi.json');
    expect(status).toBe(200);
    const { openapi, paths, components } = body as {
      openapi: string;
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
      components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
    };
    expect(openapi).toBe('3.1.0');
    expect(
      Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((verb) => `${verb} ${path}`)),
    ).toEqual([
      'post /v1/consults',
      'get /v1/consults/{id}',
      'post /v1/consults/{id}/tickets',
      'post /v1/consults/{id}/remove',
      'post /v1/consults/{id}/end',
      'put /v1/consults/{id}/recording',
      'get /v1/consults/{id}/usage',
      'get /v1/consults/{id}/participants',
      'post /v1/heartbeats',
      'post /v1/evidence',
      'post /v1/webhooks/{provider}',
      'post /v1/erasure',
      'get /v1/report',
      'get /v1/report/months',
      'get /v1/reconciliation',
      'get /health',
      'get /metrics',
    ]);
    expect(components.schemas['ConsultRequest']?.properties).toHaveProperty('phi');
    expect(Object.keys(paths['/v1/consults']?.['post']?.responses ?? {})).toContain('403');
    const references = JSON.stringify(body).match(/#\/components\/schemas\/\w+/g) ?? [];
    for (const reference of references)
      expect(components.schemas).toHaveProperty(reference.split('/').at(-1) ?? '');
  });

  test('has a page of it that loads nothing from elsewhere', async () => {
    const { send } = await startPatchbay();
    const { status, headers, text } = await send('GET', '/docs');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/html');
    expect(text).toContain('/v1/consults/{id}/tickets');
    expect(text).not.toMatch(/<script|src=|https?:\/\//);
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers.get('content-security-policy')).toContain(`'sha256-${hash}'`);
  });

  test('sends security headers with every answer', async () => {
    const { send } = await startPatchbay();
    for (const path of ['/health', '/nowhere', '/v1/consults/x']) {
      const { headers } = await send('GET', path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  test('answers what it does not know with a problem', async () => {
    const { send } = await startPatchbay();
    expect(await send('GET', '/nowhere')).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await send('DELETE', '/v1/consults')).toMatchObject({ status: 401 });
  });

  test('refuses a body that is too large, whether it says so or not', async () => {
    const { send, patchbay } = await startPatchbay({ input: { server: { bodyLimitBytes: 2_048 } } });
    const body = { userKey: 'x'.repeat(3_000) };
    expect(await send('POST', '/v1/consults', { key: northKey, body })).toMatchObject({
      status: 413,
      body: { code: 'body-too-large', maximumBytes: 2_048 },
    });
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (let part = 0; part < 5; part += 1) controller.enqueue(new Uint8Array(1_000));
        controller.close();
      },
    });
    const init = { method: 'POST', body: stream, duplex: 'half', headers: { 'x-stub-signature': 'aa' } };
    const response = await patchbay.fetch(new Request('https://video.example/v1/webhooks/stub', init));
    expect(response.status).toBe(413);
  });

  test('limits what one tenant may ask, and the others go on', async () => {
    const rateLimits = { perTenant: { requests: 2, seconds: 60 } };
    const { send } = await startPatchbay({ input: { server: { rateLimits } } });
    const ask = (key: string) => send('GET', '/v1/consults/x', { key });
    expect([await ask(northKey), await ask(northKey)].map(({ status }) => status)).toEqual([404, 404]);
    const refused = await ask(northKey);
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate-limited' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await ask(southKey)).toMatchObject({ status: 404 });
  });

  test('shuts out an address that guesses API keys', async () => {
    const rateLimits = { perAddress: { requests: 2, seconds: 60 } };
    const { send } = await startPatchbay({ input: { server: { rateLimits, trustedProxies: 1 } } });
    const ask = (key: string, client: string) =>
      send('GET', '/v1/consults/x', {
        key,
        headers: { 'x-forwarded-for': `203.0.113.9, ${client}` },
        peer: { address: '10.0.0.1' },
      });
    for (const guess of ['a-wrong-key', 'another-one'])
      expect((await ask(guess, '192.0.2.1')).status).toBe(401);
    expect((await ask(northKey, '192.0.2.1')).status).toBe(429);
    expect((await ask(northKey, '192.0.2.2')).status).toBe(404);
  });

  test('tells nothing of an error of its own but an id that is in the log', async () => {
    const { send, vendor, log, openConsult } = await startPatchbay();
    const id = await openConsult();
    vendor.roster.push(undefined as never);
    const answer = await send('GET', `/v1/consults/${id}/participants`, { key: northKey });
    expect(answer).toMatchObject({ status: 502, body: { code: 'provider-failed' } });
    Object.defineProperty(vendor, 'roster', { value: { filter: () => [{ participant: 1n }] } });
    const broken = await send('GET', `/v1/consults/${id}/participants`, { key: northKey });
    expect(broken).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(broken.text).not.toContain('BigInt');
    const entry = log.find(({ event }) => event === 'request-failed');
    expect(entry).toMatchObject({ level: 'error', error: 'TypeError', errorId: broken.body['errorId'] });
  });
});
