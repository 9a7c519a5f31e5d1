import { describe, expect, test } from 'vitest';
import { daily } from './index.ts';
import { manifest } from './manifest.ts';

/** Every object with a `confidence`, wherever it is. */
function sourcedIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(sourcedIn);
  return 'confidence' in value ? [{ ...value }, ...inner] : inner;
}

const [healthcare, plain] = manifest.deployments;

describe('the manifest', () => {
  test('is of the provider that the page lists', () => {
    expect([manifest.id, manifest.capabilities]).toEqual([daily.id, daily.capabilities]);
  });

  test('has a source and a day for every value', () => {
    const values = sourcedIn(manifest);
    expect(values.length).toBeGreaterThan(40);
    for (const { source, readOn } of values)
      expect([source, readOn]).toEqual([expect.stringMatching(/\S/), '2026-11-23']);
  });

  test('prices the month by graduated bands, which the included minutes are part of', () => {
    const [video, audio] = plain.rates[0].meters;
    expect(video.included.value).toBe('10000');
    expect(video.tiers.value.map(({ upTo, price }) => [upTo, price])).toEqual([
      ['90000', '0.0040'],
      ['490000', '0.0037'],
      ['990000', '0.0034'],
      ['9990000', '0.0030'],
      ['24990000', '0.0026'],
      ['49990000', '0.0022'],
      [undefined, '0.0015'],
    ]);
    expect(audio?.mediaClass).toBe('audio');
    expect(audio?.tiers.value.map(({ price }) => price)).toEqual([
      '0.00099',
      '0.00092',
      '0.00085',
      '0.00074',
      '0.00064',
      '0.00054',
      '0.00036',
    ]);
  });

  test('bills a session as video when anybody sent video once', () => {
    expect(healthcare.billing.classifiedBy).toMatchObject({ value: 'session', confidence: 'vendor' });
    expect(healthcare.billing.rounding.confidence).toBe('assumed');
  });

  test('has a BAA with the Healthcare add-on only', () => {
    expect(healthcare.baa.offered.value).toBe('yes');
    expect(healthcare.baa.covers.value).not.toContain('recording');
    expect(plain.baa).toMatchObject({
      offered: { value: 'no' },
      plans: { value: [] },
      covers: { value: [] },
    });
  });
});
