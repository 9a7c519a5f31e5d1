import { describe, expect, test } from 'vitest';
import { vonage } from './index.ts';
import { manifest } from './manifest.ts';

/** Every object with a `confidence`, wherever it is. */
function sourcedIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(sourcedIn);
  return 'confidence' in value ? [{ ...value }, ...inner] : inner;
}

const [{ baa, billing, rates, limits }] = manifest.deployments;

describe('the manifest', () => {
  test('is of the provider that the page lists', () => {
    expect([manifest.id, manifest.capabilities]).toEqual([vonage.id, vonage.capabilities]);
  });

  test('is plain JSON with a source and a day for every value', () => {
    const values = sourcedIn(manifest);
    expect(values.length).toBeGreaterThan(20);
    for (const { source, readOn } of values) {
      expect(source).toMatch(/\S/);
      expect(readOn).toBe('2026-11-23');
    }
    expect(() => JSON.stringify(manifest)).not.toThrow();
  });

  test('asks $0.0041 a participant-minute, and 5% less of what is above 100,000 a month', () => {
    const [{ meters, monthlyFee }] = rates;
    expect(monthlyFee.value).toBe('0');
    expect(meters.map(({ unit, tiers }) => [unit, tiers.value])).toEqual([
      [
        'participant-minute',
        [
          { upTo: '100000', price: '0.0041' },
          { upTo: undefined, price: '0.003895' },
        ],
      ],
    ]);
    expect(meters[0].tiers).toMatchObject({ confidence: 'third-party', note: /25 who publish/ });
  });

  test('does not know whether a BAA is to be had, and says why', () => {
    expect(baa.offered).toMatchObject({ value: 'unknown', confidence: 'assumed' });
    expect(baa.offered.source).toMatch(/115006125428.*6646237446556/);
    expect(baa.covers.value).toEqual(['video']);
    expect(baa.monthlyPrice).toMatchObject({ value: undefined, confidence: 'assumed' });
  });

  test('bills from the first publication on, and shows as assumed what no page says', () => {
    expect(billing?.startsAt).toMatchObject({ value: 'first-publication', confidence: 'vendor' });
    expect(billing?.sipLegs).toMatchObject({ value: 'twice', confidence: 'vendor' });
    expect(billing?.rounding.confidence).toBe('assumed');
    expect(limits.find(({ name }) => name === 'calls per second')?.value.confidence).toBe('assumed');
  });

  test('says that the SDK’s terms are the vendor’s own', () => {
    expect(manifest.licence.clientSdk.value).toMatch(/^LicenseRef-/);
  });
});
