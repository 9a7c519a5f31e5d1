import { openSqliteAuditTrail } from '@patchbay/compliance';
import { describe, expect, test } from 'vitest';
import { createStubVendor } from '../../test/stub-vendor.ts';
import { northKey, startPatchbay, testConfig } from '../../test/start-patchbay.ts';
import { auditFile } from '../store-files.ts';

const attestation = {
  id: 'baa-2026',
  party: 'vendor' as const,
  provider: 'stub',
  deployment: 'cloud',
  plan: 'Health',
  signedOn: '2026-01-01',
  effective: '2026-01-01',
  expires: '2026-11-24',
  covers: ['video' as const],
  settings: [],
  documentReference: 'contracts/baa-2026',
  verifiedBy: 'compliance',
  verifiedOn: '2026-01-02',
};
const day = 86_400_000;
const phi = { key: northKey, body: {} };

const auditOf = async (directory: string) => {
  const trail = openSqliteAuditTrail({ path: auditFile(directory), now: Date.now });
  const rows = await trail.rows();
  expect(await trail.verify()).toMatchObject({ result: 'intact' });
  await trail.close();
  return rows;
};

describe('a consult with PHI', () => {
  test('is refused without a BAA: machine-readable reasons, an audit row, and the vendor never asked', async () => {
    const { send, vendor, directory, patchbay } = await startPatchbay();
    const answer = await send('POST', '/v1/consults', phi);
    expect(answer).toMatchObject({
      status: 403,
      body: {
        code: 'consult-refused',
        reasons: [
          {
            gate: 'baa',
            code: 'no-attestation',
            record: { kind: 'vendor-attestation', provider: 'stub', deployment: 'cloud' },
          },
        ],
      },
    });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(vendor.calls).toEqual([]);
    await patchbay.close();
    const verdict = (await auditOf(directory)).find(({ kind }) => kind === 'gate-verdict');
    expect(verdict).toMatchObject({ tenant: 'north', payload: { verdict: 'refuse', provider: 'stub' } });
  });

  test('is allowed with a BAA in force, and audited', async () => {
    const { send, directory, patchbay } = await startPatchbay({
      input: { compliance: { attestations: [attestation] } },
    });
    const { status, body } = await send('POST', '/v1/consults', phi);
    expect({ status, body }).toMatchObject({ status: 201, body: { phi: true, state: 'open' } });
    await patchbay.close();
    expect((await auditOf(directory)).map(({ kind, consultId }) => [kind, consultId === body['id']])).toEqual(
      [
        ['gate-verdict', true],
        ['licence-verdict', true],
        ['consult-created', true],
      ],
    );
  });

  test('gets no ticket once the BAA has run out, and that is audited', async () => {
    const { send, time, directory, patchbay } = await startPatchbay({
      input: {
        compliance: { attestations: [attestation] },
        consults: { maximumSeconds: 604_800 },
        // Two days pass at once, and what is done on a timer with them.
        metering: { rollUpSeconds: 3600 },
      },
    });
    const { body } = await send('POST', '/v1/consults', phi);
    const path = `/v1/consults/${String(body['id'])}/tickets`;
    expect(await send('POST', path, { key: northKey, body: { userKey: 'user-7' } })).toMatchObject({
      status: 201,
    });
    await time.advance(2 * day);
    expect(await send('POST', path, { key: northKey, body: { userKey: 'user-7' } })).toMatchObject({
      status: 403,
      body: { code: 'consult-refused', reasons: [{ gate: 'baa', code: 'expired' }] },
    });
    await patchbay.close();
    expect((await auditOf(directory)).at(-1)).toMatchObject({
      kind: 'ticket-refused',
      payload: { provider: 'stub', codes: ['expired'] },
    });
  });

  test('gets only the features that the gate was asked about', async () => {
    const covers = ['video' as const, 'recording' as const];
    const { send } = await startPatchbay({
      input: { compliance: { attestations: [{ ...attestation, covers }] } },
    });
    const recordingIn = async (features: readonly string[]): Promise<unknown> => {
      const { body } = await send('POST', '/v1/consults', { key: northKey, body: { features } });
      const path = `/v1/consults/${String(body['id'])}/tickets`;
      const ticket = await send('POST', path, { key: northKey, body: { userKey: 'user-7' } });
      return (ticket.body['capabilities'] as Record<string, unknown>)['recording'];
    };
    expect(await recordingIn(['recording'])).toBe(true);
    expect(await recordingIn([])).toBe(false);
  });

  test('is refused for a feature that the BAA leaves out', async () => {
    const { send } = await startPatchbay({ input: { compliance: { attestations: [attestation] } } });
    expect(
      await send('POST', '/v1/consults', { key: northKey, body: { features: ['recording'] } }),
    ).toMatchObject({
      status: 403,
      body: { reasons: [{ gate: 'baa', code: 'feature-not-covered' }] },
    });
  });

  test('takes along only fallbacks that are allowed too', async () => {
    const vendors = [createStubVendor(), createStubVendor('second')] as const;
    const { send } = await startPatchbay({
      vendors: [...vendors],
      input: { fallback: ['second'], compliance: { attestations: [attestation] } },
    });
    expect(await send('POST', '/v1/consults', phi)).toMatchObject({ status: 201, body: { fallback: [] } });
  });

  test('is allowed as soon as the attestation is in the config, without a restart', async () => {
    const { send, patchbay, vendor, directory } = await startPatchbay();
    expect(await send('POST', '/v1/consults', phi)).toMatchObject({ status: 403 });
    const change = await patchbay.reloadConfig(
      testConfig([vendor], directory, { compliance: { attestations: [attestation] } }),
    );
    expect(change).toEqual({ applied: ['compliance'], needsRestart: [] });
    expect(await send('POST', '/v1/consults', phi)).toMatchObject({ status: 201 });
  });
});

describe('the licence gate', () => {
  test('refuses a copyleft client in a closed product, also without PHI', async () => {
    const { send, vendor } = await startPatchbay({
      vendors: [createStubVendor('stub', { licence: 'GPL-3.0-only' })],
    });
    expect(await send('POST', '/v1/consults', { key: northKey, body: { phi: false } })).toMatchObject({
      status: 403,
      body: { code: 'consult-refused', reasons: [{ gate: 'licence', part: 'client-sdk' }] },
    });
    expect(vendor.calls).toEqual([]);
  });
});
