import { describe, expect, test } from 'vitest';
import { whereby } from './index.ts';
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
    expect([manifest.id, manifest.capabilities]).toEqual([whereby.id, whereby.capabilities]);
  });

  test('is plain JSON with a source and a day for every value', () => {
    const values = sourcedIn(manifest);
    expect(values.length).toBeGreaterThan(40);
    for (const { source, readOn } of values) {
      expect(source).toMatch(/\S/);
      expect(readOn).toBe('2026-11-23');
    }
    expect(() => JSON.stringify(manifest)).not.toThrow();
  });

  test('asks $9.99 a month with 2,000 minutes, then $0.004, by a third party’s word', () => {
    for (const { rates } of manifest.deployments)
      expect(rates).toMatchObject([
        {
          monthlyFee: { value: '9.99', confidence: 'third-party' },
          meters: [
            {
              unit: 'participant-minute',
              included: { value: '2000' },
              tiers: { value: [{ upTo: undefined, price: '0.004' }], confidence: 'third-party' },
            },
          ],
        },
      ]);
  });

  test('bills each connection’s minutes rounded up, as Insights says', () => {
    expect(hipaa.billing.rounding).toMatchObject({ value: 'minute-up', confidence: 'vendor' });
    expect(hipaa.billing.loneParticipant.confidence).toBe('assumed');
  });

  test('has a BAA with what it asks for, and none without', () => {
    expect(hipaa.baa.offered.value).toBe('yes');
    expect(hipaa.baa.requiredSettings.value).toEqual([
      'rooms-locked',
      'room-names-random',
      'streaming-off',
      'integrations-off',
      'chat-download-off',
    ]);
    expect(hipaa.baa.monthlyPrice).toMatchObject({ value: undefined, confidence: 'assumed' });
    expect(plain.baa).toMatchObject({
      offered: { value: 'no' },
      plans: { value: [] },
      covers: { value: [] },
    });
  });
});
