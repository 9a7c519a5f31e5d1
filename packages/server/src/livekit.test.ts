import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { livekitBackend } from '@patchbay/provider-livekit/server';
import { northKey, temporaryDirectory, testSecret } from '../test/start-patchbay.ts';
import { resolveConfig } from './config/resolve-config.ts';
import { createPatchbay } from './create-patchbay.ts';

const apiKey = 'devkey';
const apiSecret = 'a livekit secret of more than thirty-two characters';

async function onLivekit() {
  const config = resolveConfig(
    {
      provider: 'livekit',
      installed: [livekitBackend],
      // Nobody listens on the discard port.
      providers: { livekit: { url: 'http://127.0.0.1:9', apiKey, apiSecret } },
      secret: testSecret,
      apiKeys: [{ tenant: 'north', key: northKey }],
    },
    { directory: await temporaryDirectory() },
  );
  const patchbay = await createPatchbay({ config });
  onTestFinished(() => patchbay.close());
  return patchbay;
}

/** As LiveKit signs: a bare JWT whose claim is the digest of the raw body. */
const signed = (body: string, secret = apiSecret): Promise<string> =>
  new SignJWT({ sha256: createHash('sha256').update(body).digest('base64') })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(apiKey)
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(secret));

const request = (body: string, authorization: string): Request =>
  new Request('http://127.0.0.1/v1/webhooks/livekit', {
    method: 'POST',
    body,
    headers: { authorization, 'content-type': 'application/webhook+json' },
  });

test("LiveKit's own webhooks come through byte by byte", async () => {
  const patchbay = await onLivekit();
  const seconds = Math.floor(Date.now() / 1000);
  // Two spaces: a body that is read and written again would not be the one that was signed.
  const body = `{"event":  "room_started", "id": "EV_1", "createdAt": "${seconds}", "room": {"name": "not ours"}}`;
  const genuine = await patchbay.fetch(request(body, await signed(body)));
  expect({ status: genuine.status, body: await genuine.json() }).toEqual({
    status: 202,
    body: { duplicate: false, recorded: 0, unknown: 1 },
  });
  const again = await patchbay.fetch(request(body, await signed(body)));
  expect(await again.json()).toMatchObject({ duplicate: true });
  const forged = await patchbay.fetch(request(body, await signed(body, `${apiSecret}!`)));
  expect({ status: forged.status, body: await forged.json() }).toMatchObject({
    status: 401,
    body: { code: 'webhook-refused', reason: 'signature-invalid' },
  });
  const altered = await patchbay.fetch(request(body.replace('EV_1', 'EV_2'), await signed(body)));
  expect(altered.status).toBe(401);
});

test('a LiveKit server that is down is a 503, and nothing is lost', async () => {
  const patchbay = await onLivekit();
  const answer = await patchbay.fetch(
    new Request('http://127.0.0.1/v1/consults', {
      method: 'POST',
      headers: { authorization: `Bearer ${northKey}`, 'content-type': 'application/json' },
      body: '{"phi":false}',
    }),
  );
  expect({ status: answer.status, body: await answer.json() }).toMatchObject({
    status: 503,
    body: { code: 'provider-unreachable', reasons: [{ provider: 'livekit', code: 'unreachable' }] },
  });
  const health = await patchbay.fetch(new Request('http://127.0.0.1/health'));
  expect({ status: health.status, body: await health.json() }).toMatchObject({
    status: 200,
    body: { status: 'degraded' },
  });
});
