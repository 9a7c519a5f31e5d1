import { describe, expect, test } from 'vitest';
import { sampleManifest } from '../fixtures/sample-manifest.ts';
import {
  codesOf,
  hostAttestation,
  now,
  question,
  vendorAttestation,
  waiver,
} from '../fixtures/sample-records.ts';
import { decideBaa } from './decide-baa.ts';

const at = (day: string): number => Date.parse(`${day}T12:00:00Z`);

describe('who counts as a patient', () => {
  test('a consult is PHI unless it says otherwise', () => {
    expect(decideBaa(question({ consult: { features: [] } })).verdict).toBe('refuse');
    expect(decideBaa(question({ consult: { phi: undefined, features: [] } })).verdict).toBe('refuse');
  });

  test('a consult declared free of PHI needs no BAA, and the basis says so', () => {
    expect(decideBaa(question({ consult: { phi: false, features: ['recording'] } }))).toEqual({
      verdict: 'allow',
      basis: { kind: 'non-phi' },
    });
  });
});

describe("a managed deployment's BAA", () => {
  test('is allowed by an attestation in force, and names it', () => {
    expect(decideBaa(question({ attestations: [vendorAttestation] }))).toEqual({
      verdict: 'allow',
      basis: { kind: 'attestation', attestations: ['baa-1'], cautions: [] },
    });
  });

  test('is refused without a record, and the missing record is named', () => {
    const verdict = decideBaa(question());
    expect(verdict).toMatchObject({
      verdict: 'refuse',
      reasons: [
        {
          code: 'no-attestation',
          record: { kind: 'vendor-attestation', id: undefined, provider: 'sample', deployment: 'cloud' },
        },
      ],
    });
  });

  test.each([
    ['another deployment', { deployment: 'obscure' }],
    ['another provider', { provider: 'other' }],
  ])('an attestation for %s does not count', (_, change) => {
    const verdict = decideBaa(question({ attestations: [{ ...vendorAttestation, ...change }] }));
    expect(codesOf(verdict)).toEqual(['no-attestation']);
  });

  test("a host's BAA does not stand in for the vendor's", () => {
    const provider = { manifest: sampleManifest, deploymentId: 'cloud', hosts: ['aws'] };
    expect(codesOf(decideBaa(question({ provider, attestations: [hostAttestation] })))).toEqual([
      'no-attestation',
    ]);
  });

  test.each([
    ['the day before it is effective', '2026-01-09', ['not-yet-in-force']],
    ['its first day', '2026-01-10', []],
    ['its last day', '2027-01-09', []],
    ['the day after', '2027-01-10', ['expired']],
  ])('on %s', (_, day, codes) => {
    expect(codesOf(decideBaa(question({ attestations: [vendorAttestation], now: at(day) })))).toEqual(codes);
  });

  test.each([
    ['signed later', { signedOn: '2026-12-01' }, 'not-yet-in-force'],
    ['verified later', { verifiedOn: '2026-12-01' }, 'not-yet-in-force'],
    ['with an end that is no day', { expires: 'never' }, 'attestation-malformed'],
    ['with a day that does not exist', { effective: '2026-02-30' }, 'attestation-malformed'],
    ['on a plan without BAA', { plan: 'Bronze' }, 'plan-not-eligible'],
    ['without a required setting', { settings: [] }, 'required-setting-missing'],
    ['that covers no video', { covers: ['recording'] as const }, 'feature-not-covered'],
  ])('a record %s is refused and named', (_, change, code) => {
    const verdict = decideBaa(question({ attestations: [{ ...vendorAttestation, ...change }] }));
    expect(verdict).toMatchObject({ verdict: 'refuse', reasons: [{ code, record: { id: 'baa-1' } }] });
    expect(codesOf(verdict)).toHaveLength(1);
  });

  test('a feature has to be both in the agreement and in the terms of the vendor', () => {
    const ask = (
      feature: 'recording' | 'transcription',
      covers: readonly ('video' | 'recording' | 'transcription')[],
    ) =>
      codesOf(
        decideBaa(
          question({
            consult: { features: [feature] },
            attestations: [{ ...vendorAttestation, covers }],
          }),
        ),
      );
    expect(ask('recording', ['video', 'recording'])).toEqual([]);
    expect(ask('recording', ['video'])).toEqual(['feature-not-covered']);
    expect(ask('transcription', ['video', 'transcription'])).toEqual(['feature-not-in-terms']);
  });

  test('a good record among bad ones is found', () => {
    const expired = { ...vendorAttestation, id: 'baa-0', expires: '2026-02-01' };
    const verdict = decideBaa(question({ attestations: [expired, vendorAttestation] }));
    expect(verdict).toMatchObject({ verdict: 'allow', basis: { attestations: ['baa-1'] } });
  });

  test('is refused where the vendor signs none, whatever the record says', () => {
    const attestation = { ...vendorAttestation, deployment: 'cheap' };
    expect(codesOf(decideBaa(question({ deploymentId: 'cheap', attestations: [attestation] })))).toEqual([
      'baa-not-offered',
    ]);
  });

  test('where nothing is known of the terms the signed document decides, with cautions', () => {
    const attestation = { ...vendorAttestation, deployment: 'obscure' };
    const verdict = decideBaa(question({ deploymentId: 'obscure', attestations: [attestation] }));
    expect(verdict).toMatchObject({
      verdict: 'allow',
      basis: {
        cautions: [{ term: 'offered', confidence: 'assumed' }, { term: 'plans' }, { term: 'covers' }],
      },
    });
  });

  test('a deployment that does not exist is refused, also with a waiver for everything', () => {
    expect(codesOf(decideBaa(question({ deploymentId: 'nowhere', waivers: [waiver] })))).toEqual([
      'deployment-unknown',
    ]);
  });
});

describe("a self-hosted deployment's BAA", () => {
  const hosted = (hosts: readonly string[] | undefined, deploymentId = 'self-hosted') => ({
    provider: { manifest: sampleManifest, deploymentId, hosts },
  });

  test('is refused until it says whose machines it runs on', () => {
    for (const hosts of [undefined, []]) {
      const verdict = decideBaa(question({ ...hosted(hosts), attestations: [hostAttestation] }));
      expect(codesOf(verdict)).toEqual(['host-not-named']);
    }
  });

  test("is allowed by the host's attestation", () => {
    const verdict = decideBaa(question({ ...hosted(['aws']), attestations: [hostAttestation] }));
    expect(verdict).toMatchObject({
      verdict: 'allow',
      basis: { kind: 'attestation', attestations: ['baa-aws'] },
    });
  });

  test('needs the attestation of the TURN host as well as of the cloud host', () => {
    const verdict = decideBaa(
      question({ ...hosted(['aws', 'relay-host']), attestations: [hostAttestation] }),
    );
    expect(verdict).toMatchObject({
      verdict: 'refuse',
      reasons: [{ code: 'no-attestation', record: { kind: 'host-attestation', host: 'relay-host' } }],
    });
    const relay = { ...hostAttestation, id: 'baa-relay', host: 'relay-host' };
    expect(
      decideBaa(question({ ...hosted(['aws', 'relay-host']), attestations: [hostAttestation, relay] })),
    ).toMatchObject({ verdict: 'allow', basis: { attestations: ['baa-aws', 'baa-relay'] } });
  });

  test('is refused when the record of the host has run out or leaves the feature out', () => {
    expect(
      codesOf(
        decideBaa(
          question({ ...hosted(['aws']), attestations: [{ ...hostAttestation, expires: '2026-11-22' }] }),
        ),
      ),
    ).toEqual(['expired']);
    expect(
      codesOf(
        decideBaa(
          question({ ...hosted(['aws']), consult: { features: ['sip'] }, attestations: [hostAttestation] }),
        ),
      ),
    ).toEqual(['feature-not-covered']);
  });

  test('a required setting counts when one of the hosts confirms it', () => {
    const ask = (settings: readonly string[]) =>
      codesOf(
        decideBaa(
          question({
            ...hosted(['aws'], 'self-hosted-strict'),
            attestations: [{ ...hostAttestation, settings }],
          }),
        ),
      );
    expect(ask([])).toEqual(['required-setting-missing']);
    expect(ask(['disks encrypted'])).toEqual([]);
  });
});

describe('a waiver', () => {
  test('allows what it names, and the verdict says that it was a waiver', () => {
    const verdict = decideBaa(question({ waivers: [waiver] }));
    expect(verdict).toMatchObject({
      verdict: 'allow',
      basis: {
        kind: 'waiver',
        waivers: ['waiver-1'],
        waived: [{ code: 'no-attestation' }],
        attestations: [],
      },
    });
  });

  test('of the agreement does not let a feature through', () => {
    const verdict = decideBaa(question({ waivers: [waiver], consult: { features: ['recording'] } }));
    expect(codesOf(verdict)).toEqual(['feature-not-covered']);
  });

  test.each([
    ['of another deployment', { scope: { ...waiver.scope, deployment: 'cheap' } }, ['no-attestation']],
    ['of another provider', { scope: { ...waiver.scope, provider: 'other' } }, ['no-attestation']],
    ['of something else', { scope: { ...waiver.scope, waives: ['expired'] as const } }, ['no-attestation']],
    ['that ran out', { expires: '2026-11-22' }, ['no-attestation', 'waiver-not-in-force']],
    ['that begins later', { effective: '2026-11-24' }, ['no-attestation', 'waiver-not-in-force']],
    ['without an end', { expires: '' }, ['no-attestation', 'waiver-not-in-force']],
  ])('%s does not help', (_, change, codes) => {
    expect(codesOf(decideBaa(question({ waivers: [{ ...waiver, ...change }], now })))).toEqual(codes);
  });

  test('of one of two refusals leaves the other', () => {
    const attestations = [{ ...vendorAttestation, plan: 'Bronze', settings: [] }];
    const scope = { ...waiver.scope, waives: ['plan-not-eligible'] as const };
    expect(codesOf(decideBaa(question({ attestations, waivers: [{ ...waiver, scope }] })))).toEqual([
      'required-setting-missing',
    ]);
  });
});
