import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleManifest } from '../fixtures/sample-manifest.ts';
import { hostAttestation, vendorAttestation, waiver } from '../fixtures/sample-records.ts';
import type { Attestation } from './attestation.ts';
import type { BaaQuestion } from './baa-question.ts';
import type { BaaBasis, BaaVerdict } from './baa-verdict.ts';
import { decideBaa } from './decide-baa.ts';
import type { Waiver, WaivableCode } from './waiver.ts';

const first = fc.constantFrom('2026-02-01', '2026-11-20', '2026-11-22', '2026-11-23', '2026-11-24', 'never');
const last = fc.constantFrom(
  '2028-01-01',
  '2027-01-01',
  '2026-11-24',
  '2026-11-23',
  '2026-11-22',
  'never',
  '',
);
const features = fc.subarray(['recording', 'transcription', 'sip'] as const);
const covers = fc.subarray(['video', 'recording', 'transcription', 'sip'] as const);
const deployment = fc.constantFrom(
  'cloud',
  'cloud',
  'self-hosted',
  'cheap',
  'obscure',
  'self-hosted-strict',
  'nowhere',
);
const dates = { signedOn: first, effective: first, expires: last, verifiedOn: first };

// A good record that is changed in some of its values.
const sometimes = { requiredKeys: [] };

const attestation: fc.Arbitrary<Attestation> = fc.oneof(
  fc
    .record({ ...dates, covers, deployment, plan: fc.constantFrom('Gold', 'Bronze') }, sometimes)
    .map((change) => ({ ...vendorAttestation, ...change })),
  fc
    .record({ ...dates, covers, host: fc.constantFrom('aws', 'relay') }, sometimes)
    .map((change) => ({ ...hostAttestation, ...change })),
);

const codes: readonly WaivableCode[] = [
  'no-attestation',
  'expired',
  'host-not-named',
  'baa-not-offered',
  'not-yet-in-force',
];
const anyWaiver: fc.Arbitrary<Waiver> = fc
  .record({ effective: first, expires: last, deployment, waives: fc.subarray([...codes]) })
  .map(({ effective, expires, deployment, waives }) => ({
    ...waiver,
    effective,
    expires,
    scope: { provider: 'sample', deployment, waives },
  }));

const question = (waivers: fc.Arbitrary<Waiver[]>): fc.Arbitrary<BaaQuestion> =>
  fc.record({
    consult: fc.record({ phi: fc.constantFrom(true, undefined), features }),
    provider: fc.record({
      manifest: fc.constant(sampleManifest),
      deploymentId: deployment,
      hosts: fc.constantFrom(undefined, [], ['aws'], ['aws'], ['aws', 'relay']),
    }),
    attestations: fc.array(attestation, { minLength: 1, maxLength: 8, size: 'max' }),
    waivers,
    now: fc.constant(Date.parse('2026-11-23T10:00:00Z')),
  });

const today = '2026-11-23';
const isDay = (text: string): boolean => /^\d{4}-/.test(text);
const inForce = ({ signedOn, verifiedOn, effective, expires }: Attestation): boolean =>
  [signedOn, verifiedOn, effective, expires].every(isDay) &&
  [signedOn, verifiedOn, effective].every((first) => first <= today) &&
  expires >= today;

/** Said again in other words: whether some record in force covers the call and all its features. */
function isCovered({ consult, provider, attestations }: BaaQuestion): boolean {
  const wanted = ['video', ...consult.features] as const;
  const good = attestations.filter(
    (each) => inForce(each) && wanted.every((feature) => each.covers.includes(feature)),
  );
  if (provider.deploymentId.startsWith('self-hosted')) {
    const hosts = provider.hosts ?? [];
    return (
      hosts.length > 0 &&
      hosts.every((host) => good.some((each) => each.party === 'host' && each.host === host))
    );
  }
  return good.some((each) => each.party === 'vendor' && each.deployment === provider.deploymentId);
}

const askWith = (waivers: fc.Arbitrary<Waiver[]>, seed: number) =>
  fc
    .sample(question(waivers), { numRuns: 3000, seed })
    .map((asked) => ({ asked, verdict: decideBaa(asked) }));

const holds = ({ effective, expires }: Waiver): boolean =>
  [effective, expires].every(isDay) && effective <= today && today <= expires;

describe('of three thousand questions', () => {
  test('none allows PHI without a waiver and without an attestation in force', () => {
    const answers = askWith(fc.constant([]), 11);
    const allowed = answers.filter(({ verdict }) => verdict.verdict === 'allow');
    expect(allowed.filter(({ asked }) => !isCovered(asked))).toEqual([]);
    expect(new Set(allowed.map(({ verdict }) => basisOf(verdict)?.kind))).toEqual(new Set(['attestation']));
    // The property says something only if there were calls that were allowed, and some that were not.
    expect(allowed.length).toBeGreaterThan(30);
    expect(allowed.length).toBeLessThan(answers.length / 2);
  });

  test('none is allowed by a waiver that is not in force, of another deployment or of something else', () => {
    const answers = askWith(fc.array(anyWaiver, { minLength: 1, maxLength: 4, size: 'max' }), 12);
    const waived = answers.flatMap(({ asked, verdict }) => {
      const basis = basisOf(verdict);
      return basis?.kind === 'waiver' ? basis.waived.map(({ code }) => ({ asked, code })) : [];
    });
    const unfounded = waived.filter(
      ({ asked, code }) =>
        !asked.waivers.some(
          (each) =>
            holds(each) &&
            each.scope.deployment === asked.provider.deploymentId &&
            each.scope.waives.some((one) => one === code),
        ),
    );
    expect(unfounded).toEqual([]);
    expect(waived.length).toBeGreaterThan(30);
  });

  test('none gets another verdict when it is asked again, and every refusal says what to do', () => {
    const answers = askWith(fc.array(anyWaiver, { maxLength: 2 }), 13);
    expect(answers.map(({ asked }) => decideBaa(asked))).toEqual(answers.map(({ verdict }) => verdict));
    const messages = answers.flatMap(({ verdict }) =>
      verdict.verdict === 'refuse' ? verdict.reasons.map(({ message }) => message) : [],
    );
    expect(messages.filter((message) => message.length < 30 || /compliant/i.test(message))).toEqual([]);
  });
});

const basisOf = (verdict: BaaVerdict): BaaBasis | undefined =>
  verdict.verdict === 'allow' ? verdict.basis : undefined;
