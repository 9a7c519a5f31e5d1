import { openSqliteAuditTrail } from '@patchbay/compliance';
import { openSqliteLedger } from '@patchbay/metering';
import { expect, test } from 'vitest';
import { northKey, startPatchbay } from '../../test/start-patchbay.ts';
import { signStub } from '../../test/stub-vendor.ts';
import { auditFile, ledgerFile } from '../store-files.ts';

const asNorth = { key: northKey };

test('of two ends at once both succeed, and one is written down', async () => {
  const { openConsult, send, patchbay, directory, vendor } = await startPatchbay();
  const consultId = await openConsult();
  const end = () => send('POST', `/v1/consults/${consultId}/end`, asNorth);
  for (const { status, body } of await Promise.all([end(), end(), end()]))
    expect({ status, body }).toMatchObject({ status: 200, body: { state: 'ended' } });
  expect(vendor.rooms.size).toBe(0);
  await patchbay.close();
  const trail = openSqliteAuditTrail({ path: auditFile(directory), now: Date.now });
  expect(await trail.rows({ kind: 'consult-ended', consultId })).toHaveLength(1);
  await trail.close();
});

test('a ticket under way when the consult ends is not given, and its room does not stay open', async () => {
  const { openConsult, send, vendor } = await startPatchbay();
  const consultId = await openConsult();
  const path = `/v1/consults/${consultId}`;
  vendor.before = async (verb) => {
    // The consult's own room is there already: this makes sure of it, for the ticket.
    if (verb !== 'createRoom') return;
    vendor.before = () => Promise.resolve();
    expect(await send('POST', `${path}/end`, asNorth)).toMatchObject({ status: 200 });
    expect(vendor.rooms.size).toBe(0);
  };
  const asked = { ...asNorth, body: { userKey: 'user-7' } };
  expect(await send('POST', `${path}/tickets`, asked)).toMatchObject({
    status: 409,
    body: { code: 'consult-ended' },
  });
  expect(vendor.calls.slice(-2)).toEqual(['mintCredentials', 'endRoom']);
  expect(vendor.rooms.size).toBe(0);
});

test('a recording is in the trail before the vendor is asked for it, and after it was begun', async () => {
  const { send, vendor, patchbay, directory } = await startPatchbay();
  const asked = { ...asNorth, body: { phi: false, features: ['recording'] } };
  const { body } = await send('POST', '/v1/consults', asked);
  const consultId = String(body['id']);
  const told = async () => {
    const trail = openSqliteAuditTrail({ path: auditFile(directory), now: Date.now });
    const rows = await trail.rows({ consultId });
    await trail.close();
    return rows.flatMap(({ kind, payload }) => (kind.startsWith('recording') ? [[kind, payload]] : []));
  };
  const before: unknown[] = [];
  vendor.before = async (verb) => {
    if (verb === 'startRecording') before.push(...(await told()));
  };
  const record = () => send('PUT', `/v1/consults/${consultId}/recording`, { ...asNorth, body: { on: true } });
  vendor.failure = 'provider-failure';
  expect(await record()).toMatchObject({ status: 502 });
  expect(before).toEqual([['recording-asked', { on: true }]]);
  vendor.failure = undefined;
  expect(await record()).toMatchObject({ status: 200 });
  await patchbay.close();
  expect((await told()).map(([kind]) => kind)).toEqual([
    'recording-asked',
    'recording-asked',
    'recording-changed',
  ]);
});

test('of one delivery that arrives twice at once, one is new and every fact is there once', async () => {
  const { openConsult, ticketFor, send, vendor, time, patchbay, directory } = await startPatchbay();
  const consultId = await openConsult();
  await ticketFor(consultId, 'user-7');
  const joined = {
    kind: 'joined',
    room: vendor.minted?.room,
    participant: vendor.minted?.participant,
    connection: 'PA_1',
    participantClass: 'person',
    at: time.now(),
    precision: 1,
    source: 'webhook',
  };
  const body = JSON.stringify({ id: 'd1', sentAt: time.now(), observations: [joined] });
  const deliver = () =>
    send('POST', '/v1/webhooks/stub', { body, headers: { 'x-stub-signature': signStub(body) } });
  const answers = await Promise.all([deliver(), deliver()]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(new Set(answers.map((answer) => answer.body['duplicate']))).toEqual(new Set([false, true]));
  expect(new Set(answers.map((answer) => answer.body['recorded']))).toEqual(new Set([0, 1]));
  await patchbay.close();
  const ledger = await openSqliteLedger({ path: ledgerFile(directory), now: Date.now });
  expect(await ledger.evidenceOf(consultId)).toHaveLength(1);
  await ledger.close();
});
