import { describe, expect, test } from 'vitest';
import { agora } from './index.ts';
import { manifest } from './manifest.ts';

/** Every object with a `confidence`, wherever it is. */
function sourcedIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(sourcedIn);
  return 'confidence' in value ? [{ ...value }, ...inner] : inner;
}

const [packages, legacy] = manifest.deployments;

describe('the manifest', () => {
  test('is of the provider that the page lists', () => {
    expect([manifest.id, manifest.capabilities]).toEqual([agora.id, agora.capabilities]);
  });

  test('is plain JSON with a source and a day for every value', () => {
    const values = sourcedIn(manifest);
    expect(values.length).toBeGreaterThan(60);
    for (const { source, readOn } of values) {
      expect(source).toMatch(/\S/);
      expect(readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
    expect(() => JSON.stringify(manifest)).not.toThrow();
  });

  test('has five packages of standard minutes, in force since 2025-08-29', () => {
    const read = packages.rates.map(({ id, monthlyFee, meters, effectiveFrom }) => [
      id,
      monthlyFee.value,
      meters[0].included.value,
      effectiveFrom,
    ]);
    expect(read).toEqual([
      ['agora-starter', '45.99', '50000', '2025-08-29'],
      ['agora-pro', '133.99', '150000', '2025-08-29'],
      ['agora-business', '339.99', '400000', '2025-08-29'],
      ['agora-advanced', '659.99', '800000', '2025-08-29'],
      ['agora-plus', '1217.99', '1500000', '2025-08-29'],
    ]);
  });

  test('prices old accounts by class, less above each threshold', () => {
    const meters = legacy.rates.flatMap((rate) => rate.meters);
    expect(meters.map(({ mediaClass, tiers }) => [mediaClass, tiers.value[0].price])).toEqual([
      ['audio', '0.00099'],
      ['hd', '0.00399'],
      ['full-hd', '0.00899'],
      ['2k', '0.01599'],
      ['2k-plus', '0.03599'],
    ]);
    for (const { tiers } of meters) {
      const [list] = tiers.value.map(({ price }) => Number(price));
      const parts = tiers.value.map(({ price }) => (Number(price) / (list ?? 1)).toFixed(4));
      expect(parts).toEqual(['1.0000', '0.9500', '0.9300', '0.9000']);
    }
  });

  test('rounds the month up once, and bills who is alone as audio', () => {
    for (const { billing } of manifest.deployments) {
      expect([billing.rounding.value, billing.loneParticipant.value]).toEqual(['month-up', 'as-audio']);
      expect(billing.classifiedBy?.value).toBe('subscribed-pixels');
    }
  });

  test('knows of no BAA, and says that it does not know', () => {
    for (const { baa } of manifest.deployments) {
      expect(baa.offered).toMatchObject({ value: 'unknown', confidence: 'assumed' });
      expect(baa.plans.value).toEqual([]);
    }
  });
});
