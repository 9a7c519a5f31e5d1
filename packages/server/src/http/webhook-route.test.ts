import { openSqliteAuditTrail } from '@patchbay/compliance';
import type { ProviderObservation } from '@patchbay/contract';
import { openSqliteLedger } from '@patchbay/metering';
import { describe, expect, test } from 'vitest';
import { createStubVendor, signStub } from '../../test/stub-vendor.ts';
import { startPatchbay } from '../../test/start-patchbay.ts';
import { auditFile, ledgerFile } from '../store-files.ts';

const path = '/v1/webhooks/stub';

async function joined(options: Parameters<typeof startPatchbay>[0] = {}) {
  const started = await startPatchbay(options);
  const { vendor, time, send, patchbay, directory } = started;
  const consultId = await started.openConsult();
  await started.ticketFor(consultId, 'user-7');
  const observation = (change: Partial<ProviderObservation> = {}): ProviderObservation => ({
    kind: 'joined',
    room: vendor.minted?.room ?? '',
    participant: vendor.minted?.participant,
    connection: 'PA_1',
    participantClass: 'person',
    at: time.now(),
    precision: 1000,
    source: 'webhook',
    ...change,
  });
  const deliver = (id: string, observations: readonly unknown[], signature?: string) => {
    const body = JSON.stringify({ id, sentAt: time.now(), observations });
    return deliverText(body, signature ?? signStub(body));
  };
  const deliverText = (body: string, signature?: string) =>
    send('POST', path, {
      body,
      headers: {
        'content-type': 'application/webhook+json',
        ...(signature !== undefined && { 'x-stub-signature': signature }),
      },
      peer: { address: '192.0.2.1' },
    });
  const rows = async () => {
    await patchbay.close();
    const ledger = await openSqliteLedger({ path: ledgerFile(directory), now: Date.now });
    const found = await ledger.evidenceOf(consultId);
    await ledger.close();
    return found;
  };
  const refusals = async () => {
    await patchbay.close();
    const trail = openSqliteAuditTrail({ path: auditFile(directory), now: Date.now });
    const found = await trail.rows({ kind: 'webhook-refused' });
    await trail.close();
    return found;
  };
  return { ...started, consultId, observation, deliver, deliverText, rows, refusals };
}

describe('a webhook', () => {
  test('that is genuine is in the ledger when it is acknowledged', async () => {
    const { deliver, observation, rows } = await joined();
    const roomStarted = observation({ kind: 'room-started', participant: undefined, connection: undefined });
    expect(await deliver('d1', [roomStarted, observation()])).toMatchObject({
      status: 200,
      body: { duplicate: false, recorded: 2, unknown: 0 },
    });
    const found = await rows();
    expect(found.map(({ kind, source, connection }) => [kind, source, connection])).toEqual([
      ['room-started', 'webhook', undefined],
      ['joined', 'webhook', 'PA_1'],
    ]);
    expect(found[1]?.person).toMatch(/^[0-9a-f]{32}$/);
    expect(found[0]?.person).toBeUndefined();
  });

  test('of somebody who joined past Patchbay counts as nobody known', async () => {
    const { deliver, observation, rows } = await joined();
    await deliver('d1', [observation({ participant: 'a stranger' })]);
    expect(await rows()).toMatchObject([{ kind: 'joined', person: undefined }]);
  });

  test('whose sender asks for an answer of its own gets that', async () => {
    const { deliverText, time } = await joined();
    const body = JSON.stringify({ id: 'd1', sentAt: time.now(), observations: [], reply: 'a token' });
    expect(await deliverText(body, signStub(body))).toMatchObject({ status: 200, text: '"a token"' });
  });

  test('that comes again is a no-op', async () => {
    const { deliver, observation, rows } = await joined();
    await deliver('d1', [observation()]);
    expect(await deliver('d1', [observation({ kind: 'left' })])).toMatchObject({
      status: 200,
      body: { duplicate: true, recorded: 0 },
    });
    expect(await rows()).toHaveLength(1);
  });

  test('that comes again under another delivery id adds no row', async () => {
    const { deliver, observation, rows } = await joined();
    await deliver('d1', [observation()]);
    expect(await deliver('d2', [observation()])).toMatchObject({ body: { duplicate: false, recorded: 0 } });
    expect(await rows()).toHaveLength(1);
  });

  test('about a room of somebody else is counted and not kept', async () => {
    const { deliver, observation, rows } = await joined();
    expect(await deliver('d1', [observation({ room: 'not ours' })])).toMatchObject({
      status: 202,
      body: { recorded: 0, unknown: 1 },
    });
    expect(await rows()).toEqual([]);
  });

  test('about a room that another provider carries is not kept either', async () => {
    const vendors = [createStubVendor(), createStubVendor('second')] as const;
    const { send, observation, rows, time } = await joined({ vendors: [...vendors] });
    const body = JSON.stringify({ id: 'd1', sentAt: time.now(), observations: [observation()] });
    const headers = { 'x-stub-signature': signStub(body) };
    expect(await send('POST', '/v1/webhooks/second', { body, headers })).toMatchObject({
      status: 202,
      body: { recorded: 0, unknown: 1 },
    });
    expect(await rows()).toEqual([]);
  });

  test.each([
    ['is not signed', undefined, 'signature-missing'],
    ['is forged', signStub('{}', 'another secret'), 'signature-invalid'],
    ['has no proper signature', 'zz', 'signature-invalid'],
  ])('that %s is refused and audited', async (_, signature, reason) => {
    const { deliverText, refusals } = await joined();
    expect(await deliverText('{}', signature)).toMatchObject({
      status: 401,
      body: { code: 'webhook-refused', reason },
    });
    expect(await refusals()).toMatchObject([{ tenant: ':server', payload: { provider: 'stub', reason } }]);
  });

  test('that was signed for another body is refused', async () => {
    const { deliver, observation, rows } = await joined();
    expect(await deliver('d1', [observation()], signStub('{}'))).toMatchObject({ status: 401 });
    expect(await rows()).toEqual([]);
  });

  test('that is replayed long after is refused', async () => {
    const { observation, deliverText, time } = await joined();
    const body = JSON.stringify({ id: 'd1', sentAt: time.now(), observations: [observation()] });
    await time.advance(301_000);
    expect(await deliverText(body, signStub(body))).toMatchObject({
      status: 401,
      body: { reason: 'too-old' },
    });
  });

  test('that is malformed is refused and audited', async () => {
    const { deliverText, refusals } = await joined();
    expect(await deliverText('nonsense', signStub('nonsense'))).toMatchObject({
      status: 400,
      body: { code: 'webhook-malformed', reason: 'malformed' },
    });
    expect(await refusals()).toHaveLength(1);
  });

  test('to a provider that is not there is not found', async () => {
    const { send } = await joined();
    expect(await send('POST', '/v1/webhooks/nope', { body: {} })).toMatchObject({
      status: 404,
      body: { code: 'provider-not-found' },
    });
  });

  test('forged too often is shut out, genuine ones never', async () => {
    const rateLimits = { perAddress: { requests: 2, seconds: 60 } };
    const { deliver, deliverText, observation } = await joined({ input: { server: { rateLimits } } });
    for (let id = 0; id < 5; id += 1)
      expect(await deliver(`d${id}`, [observation()])).toMatchObject({ status: 200 });
    const statuses = [await deliverText('{}'), await deliverText('{}'), await deliverText('{}')];
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 429]);
  });

  test('of a provider that is not chosen any more still counts', async () => {
    const vendors = [createStubVendor(), createStubVendor('second')] as const;
    const { patchbay, deliver, observation } = await joined({ vendors: [...vendors] });
    await patchbay.reloadConfig({ ...patchbay.config(), provider: 'second' });
    expect(await deliver('d1', [observation()])).toMatchObject({ status: 200, body: { recorded: 1 } });
  });
});
