import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { meshBackend } from '@patchbay/provider-mesh/server';
import { northKey, temporaryDirectory, testSecret } from '../test/start-patchbay.ts';
import { resolveConfig } from './config/resolve-config.ts';
import type { PatchbayConfigInput } from './config/config-schema.ts';
import { createPatchbay } from './create-patchbay.ts';
import { serve } from './serve.ts';

const app = 'https://app.example';

async function served(server: PatchbayConfigInput['server'] = {}) {
  const config = resolveConfig(
    {
      installed: [meshBackend],
      secret: testSecret,
      apiKeys: [{ tenant: 'north', key: northKey }],
      server: { allowedOrigins: [app], ...server },
    },
    { directory: await temporaryDirectory() },
  );
  const patchbay = await createPatchbay({ config });
  onTestFinished(() => patchbay.close());
  const serving = await serve({ patchbay, port: 0 });
  onTestFinished(() => serving.close());
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${serving.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${northKey}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const ticketFor = async (consultId: unknown, userKey: string) => {
    const ticket = await ask('POST', `/v1/consults/${String(consultId)}/tickets`, { userKey });
    return ticket as { credentials: { url: string; token: string }; metering: { endpoint: string } };
  };
  return { patchbay, serving, ask, ticketFor };
}

/** A browser as far as signalling goes. */
async function connect(url: string, options: { readonly origin?: string } = { origin: app }) {
  const socket = new WebSocket(url, options);
  const frames: object[] = [];
  let arrived = (): void => undefined;
  socket.on('message', (data: Buffer) => {
    const { body, ...rest } = JSON.parse(data.toString('utf8')) as { body?: object };
    frames.push(body ?? rest);
    arrived();
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', resolve);
  });
  await once(socket, 'open');
  onTestFinished(() => socket.terminate());
  const frame = async (type: string): Promise<void> => {
    while (!frames.some((each) => type in each || ('type' in each && each.type === type))) {
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    }
  };
  return { socket, frame, closed };
}

const refusalOf = (url: string, origin: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { origin });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.on('open', () => reject(new Error('the connection was opened')));
    socket.on('error', () => undefined);
  });

describe('serve', () => {
  test('answers over HTTP at the address that it announces', async () => {
    const { serving, ask, ticketFor } = await served();
    expect(serving.url).toBe(`http://127.0.0.1:${serving.port}`);
    expect(await ask('GET', '/health')).toMatchObject({ status: 'ok' });
    const { id } = await ask('POST', '/v1/consults', { phi: false });
    const { credentials, metering } = await ticketFor(id, 'user-7');
    expect(metering.endpoint).toBe(`${serving.url}/v1/heartbeats`);
    expect(credentials.url).toBe(`${serving.url.replace('http', 'ws')}/v1/signalling/mesh`);
  });

  test('says so when the port is in use', async () => {
    const { patchbay } = await served();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(serve({ patchbay, port })).rejects.toMatchObject({
      name: 'ServeError',
      code: 'port-in-use',
    });
  });

  test('says so when the host name is not of this machine', async () => {
    const { patchbay } = await served();
    await expect(serve({ patchbay, port: 0, hostname: '192.0.2.1' })).rejects.toMatchObject({
      code: 'hostname-not-available',
    });
  });

  test('tells the address that is asking, for the limits', async () => {
    const { serving } = await served({ rateLimits: { perAddress: { requests: 1, seconds: 60 } } });
    const statuses: number[] = [];
    for (let times = 0; times < 2; times += 1) {
      const headers = { authorization: 'Bearer a-wrong-key' };
      statuses.push((await fetch(`${serving.url}/v1/consults/x`, { headers })).status);
    }
    expect(statuses).toEqual([401, 429]);
  });

  test('stops listening when it is closed, twice or once, also while browsers are connected', async () => {
    const { serving, ask, ticketFor } = await served();
    const { id } = await ask('POST', '/v1/consults', { phi: false });
    const { closed } = await connect((await ticketFor(id, 'user-7')).credentials.url);
    await Promise.all([serving.close(), serving.close()]);
    expect(await closed).toBe(1001);
    await expect(fetch(`${serving.url}/health`)).rejects.toThrow('fetch failed');
  });
});

describe('signalling', () => {
  test('brings two people of one consult together, and what it sees is metered', async () => {
    const { patchbay, ask, ticketFor } = await served();
    const { id } = await ask('POST', '/v1/consults', { phi: false });
    const join = async (userKey: string) => {
      const { credentials } = await ticketFor(id, userKey);
      const peer = await connect(credentials.url);
      peer.socket.send(JSON.stringify({ opening: { token: credentials.token, heard: 0 } }));
      await peer.frame('opened');
      return peer;
    };
    const clinician = await join('user-1');
    const patient = await join('user-2');
    await clinician.frame('member-joined');
    const metrics = await patchbay.fetch(new Request('http://127.0.0.1/metrics'));
    expect(await metrics.text()).toContain('patchbay_signalling_connections{provider="mesh"} 2');
    const { participants } = await ask('GET', `/v1/consults/${String(id)}/participants`);
    expect(participants).toHaveLength(2);
    patient.socket.send(JSON.stringify({ number: 0, heard: 0, body: { type: 'leave' } }));
    await clinician.frame('member-left');
    await ask('POST', `/v1/consults/${String(id)}/end`);
    await clinician.closed;
    const { usage, providers } = await patchbay.report();
    expect(usage).toMatchObject({ connections: 2, consults: 1, peakConcurrentParticipants: 2 });
    expect(usage.participantSeconds).toBeGreaterThan(0);
    expect(providers).toMatchObject([{ provider: 'mesh', kind: 'self-hosted', usage: { connections: 2 } }]);
  });

  test('is not opened for a page elsewhere', async () => {
    const { serving } = await served();
    const url = `${serving.url.replace('http', 'ws')}/v1/signalling/mesh`;
    expect(await refusalOf(url, 'https://elsewhere.example')).toBe(403);
  });

  test('is not opened to a provider that is not there', async () => {
    const { serving } = await served();
    const url = `${serving.url.replace('http', 'ws')}/v1/signalling/nope`;
    expect(await refusalOf(url, app)).toBe(404);
  });

  test('is not opened too often from one address', async () => {
    const { serving } = await served({ rateLimits: { signalling: { requests: 1, seconds: 60 } } });
    const url = `${serving.url.replace('http', 'ws')}/v1/signalling/mesh`;
    await connect(url);
    expect(await refusalOf(url, app)).toBe(429);
  });

  test('needs no origin, for what is no browser has none', async () => {
    const { serving } = await served();
    const { socket } = await connect(`${serving.url.replace('http', 'ws')}/v1/signalling/mesh`, {});
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  test.each([
    ['a forged ticket', JSON.stringify({ opening: { token: 'forged', heard: 0 } })],
    ['a frame that is too large', 'x'.repeat(2_000)],
    ['a binary frame', Buffer.from('{}')],
  ])('is closed for %s', async (_, frame) => {
    const { serving } = await served({ signallingFrameBytes: 1_024 });
    const { socket, closed } = await connect(`${serving.url.replace('http', 'ws')}/v1/signalling/mesh`);
    socket.send(frame);
    const codes: Record<string, number> = { string: 4401, object: 1003 };
    expect(await closed).toBe(frame.length > 1_024 ? 1009 : codes[typeof frame]);
  });
});
