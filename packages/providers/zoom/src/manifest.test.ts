import { describe, expect, test } from 'vitest';
import { zoom } from './index.ts';
import { manifest } from './manifest.ts';

/** Every object with a `confidence`, wherever it is. */
function sourcedIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(sourcedIn);
  return 'confidence' in value ? [{ ...value }, ...inner] : inner;
}

const [{ baa, rates, billing }] = manifest.deployments;

describe('the manifest', () => {
  test('is of the provider that the page lists', () => {
    expect([manifest.id, manifest.capabilities]).toEqual([zoom.id, zoom.capabilities]);
  });

  test('is plain JSON with a source and a day for every value', () => {
    const values = sourcedIn(manifest);
    expect(values.length).toBeGreaterThan(20);
    for (const { source, readOn } of values) {
      expect(source).toMatch(/\S/);
      expect(readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
    expect(() => JSON.stringify(manifest)).not.toThrow();
  });

  test('does not claim a BAA that no page names the Video SDK in', () => {
    expect(baa.offered).toMatchObject({ value: 'unknown', confidence: 'assumed' });
    expect(baa.plans.value).toEqual([]);
    expect(baa.requiredSettings.value).toEqual(['video-sdk-named-in-baa']);
  });

  test('has no price from Zoom itself, and says so', () => {
    const [{ meters, monthlyFee }] = rates;
    expect(monthlyFee.confidence).toBe('assumed');
    expect(meters[0]).toMatchObject({
      included: { value: '0', confidence: 'assumed' },
      tiers: { value: [{ upTo: undefined, price: '0.0035' }], confidence: 'third-party' },
    });
    expect(billing?.rounding.confidence).toBe('assumed');
  });
});
