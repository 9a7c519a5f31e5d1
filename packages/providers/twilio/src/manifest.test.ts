import { describe, expect, test } from 'vitest';
import { twilio } from './index.ts';
import { manifest } from './manifest.ts';

/** Every object with a `confidence`, wherever it is. */
function sourcedIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(sourcedIn);
  return 'confidence' in value ? [{ ...value }, ...inner] : inner;
}

const [hipaa, plain] = manifest.deployments;

describe('the manifest', () => {
  test('is of the provider that the page lists', () => {
    expect([manifest.id, manifest.capabilities]).toEqual([twilio.id, twilio.capabilities]);
  });

  test('is plain JSON with a source and a day for every value', () => {
    const values = sourcedIn(manifest);
    expect(values.length).toBeGreaterThan(40);
    for (const { source, readOn } of values) {
      expect(source).toMatch(/\S/);
      expect(readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
    expect(() => JSON.stringify(manifest)).not.toThrow();
  });

  test('asks $0.004 per participant-minute, from the first on', () => {
    for (const { rates } of manifest.deployments) {
      const [{ meters, monthlyFee }] = rates;
      expect(monthlyFee.value).toBe('0');
      expect(meters.map(({ unit, included, tiers }) => [unit, included.value, tiers.value])).toEqual([
        ['participant-minute', '0', [{ upTo: undefined, price: '0.004' }]],
      ]);
    }
  });

  test('has a BAA on two editions only, not for transcription, with the account designated', () => {
    expect(hipaa.baa.offered.value).toBe('yes');
    expect(hipaa.baa.plans.value).toEqual(['Security Edition', 'Enterprise Edition']);
    expect(hipaa.baa.covers.value).not.toContain('transcription');
    expect(hipaa.baa.requiredSettings.value).toEqual(['hipaa-designated-account']);
    expect(hipaa.baa.monthlyPrice).toMatchObject({ value: undefined, confidence: 'assumed' });
    expect(plain.baa).toMatchObject({
      offered: { value: 'no' },
      plans: { value: [] },
      covers: { value: [] },
    });
  });

  test('tells how the end came, moved and was taken back', () => {
    expect(manifest.lifecycle.map(({ kind, on }) => [kind, on.value])).toEqual([
      ['announced-end', '2023-12-05'],
      ['extended', undefined],
      ['rescinded', '2024-10-21'],
    ]);
  });

  test('shows as assumed what no page says', () => {
    const { rounding, loneParticipant } = hipaa.billing;
    expect([rounding.confidence, loneParticipant.confidence]).toEqual(['assumed', 'assumed']);
  });
});
