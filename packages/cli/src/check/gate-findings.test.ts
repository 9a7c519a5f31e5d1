import { defaultProviders, type PatchbayConfig } from '@patchbay/server';
import { describe, expect, test } from 'vitest';
import { testNow } from '../../test/run-in-process.ts';
import type { Candidate } from './candidate.ts';
import { gateFindings } from './gate-findings.ts';

const nothing: PatchbayConfig['compliance'] = {
  product: { model: 'closed', delivery: 'distributed' },
  attestations: [],
  waivers: [],
  acceptedLicences: [],
  hosts: { mesh: ['cloud'] },
};

function meshAs(role: Candidate['role'], clientSdk = 'Apache-2.0'): Candidate {
  const mesh = defaultProviders.find(({ manifest }) => manifest.id === 'mesh');
  if (mesh === undefined) throw new Error('mesh has moved.');
  const { licence, deployments } = mesh.manifest;
  const manifest = {
    ...mesh.manifest,
    licence: { ...licence, clientSdk: { ...licence.clientSdk, value: clientSdk } },
  };
  const config = { settings: {}, missing: [] };
  return { id: 'mesh', descriptor: { ...mesh, manifest }, config, deployment: deployments[0], role };
}

const states = (findings: ReturnType<typeof gateFindings>) =>
  findings.map(({ check, state, code }) => [check, state, code]);

describe('gateFindings', () => {
  test('takes a refusal of a provider that nobody is sent to for a note', () => {
    expect(states(gateFindings(meshAs('prepared'), nothing, testNow))).toContainEqual([
      'baa-gate',
      'amber',
      'no-attestation',
    ]);
    expect(states(gateFindings(meshAs('fallback'), nothing, testNow))).toContainEqual([
      'baa-gate',
      'failed',
      'no-attestation',
    ]);
  });

  test('shows a waiver amber', () => {
    const waiver = {
      id: 'w1',
      owner: 'the owner',
      reason: 'the host signs this month',
      scope: { provider: 'mesh', deployment: 'self-hosted', waives: ['no-attestation' as const] },
      effective: '2026-11-01',
      expires: '2026-11-30',
    };
    const found = states(gateFindings(meshAs('provider'), { ...nothing, waivers: [waiver] }, testNow));
    expect(found).toContainEqual(['baa-gate', 'amber', 'waived']);
    expect(found.some(([, state]) => state === 'failed')).toBe(false);
  });

  test('shows vendor terms amber and copyleft that is shipped as failed', () => {
    expect(
      states(gateFindings(meshAs('provider', 'LicenseRef-vendor-terms'), nothing, testNow)),
    ).toContainEqual(['licence-gate', 'amber', 'vendor-terms']);
    expect(states(gateFindings(meshAs('provider', 'GPL-3.0-only'), nothing, testNow))).toContainEqual([
      'licence-gate',
      'failed',
      'copyleft-distributed',
    ]);
  });
});
