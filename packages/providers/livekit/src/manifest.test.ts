import type { Deployment } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { livekit } from './index.ts';
import { manifest } from './manifest.ts';

const deployment = (id: string): Deployment => {
  const found = manifest.deployments.find((candidate) => candidate.id === id);
  if (!found) throw new Error(id);
  return found;
};

/** Every object with a `confidence`, wherever it is. */
function sourcedIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(sourcedIn);
  return 'confidence' in value ? [{ ...value }, ...inner] : inner;
}

describe('the manifest', () => {
  test('is of the provider that the page lists', () => {
    expect([manifest.id, manifest.capabilities]).toEqual([livekit.id, livekit.capabilities]);
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

  test.each([
    ['cloud-ship', '50', ['150000', '0.0005'], ['250', '0.12']],
    ['cloud-scale', '500', ['1500000', '0.0004'], ['3000', '0.10']],
  ])('%s has two meters', (id, fee, minutes, gigabytes) => {
    const [card] = deployment(id).rates;
    expect(card?.monthlyFee.value).toBe(fee);
    expect(
      card?.meters.map(({ unit, included, tiers }) => [
        unit,
        included.value,
        ...tiers.value.map(({ price }) => price),
      ]),
    ).toEqual([
      ['participant-minute', ...minutes],
      ['gigabyte-downstream', ...gigabytes],
    ]);
  });

  test('says who signs a BAA: the host, LiveKit from Scale up, nobody below', () => {
    expect(manifest.deployments.map(({ id, baa }) => [id, baa.offered.value])).toEqual([
      ['self-hosted', 'host'],
      ['cloud-scale', 'yes'],
      ['cloud-ship', 'no'],
    ]);
    expect(deployment('cloud-ship').baa.plans.value).toEqual([]);
    expect(deployment('cloud-ship').baa.covers.value).toEqual([]);
  });

  test('leaves the price of self-hosting to the build estimate', () => {
    expect(deployment('self-hosted')).toMatchObject({ kind: 'self-hosted', rates: [], billing: undefined });
  });
});
