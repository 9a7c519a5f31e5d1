import { defaultProviders } from '@patchbay/server';
import { describe, expect, test } from 'vitest';
import { manifestValues } from './manifest-values.ts';

describe('manifestValues', () => {
  test.each(defaultProviders.map(({ manifest }) => [manifest.id, manifest] as const))(
    'finds every value of %s once, under its own path',
    (_, manifest) => {
      const values = manifestValues(manifest);
      expect(new Set(values.map(({ path }) => path)).size).toBe(values.length);
      const marks = JSON.stringify(manifest).match(/"confidence":/g) ?? [];
      expect(values).toHaveLength(marks.length);
    },
  );

  test('names the entries of lists as people do', () => {
    const livekit = defaultProviders.find(({ manifest }) => manifest.id === 'livekit');
    const paths = livekit === undefined ? [] : manifestValues(livekit.manifest).map(({ path }) => path);
    expect(paths).toContain('deployments.cloud-scale.rates.livekit-scale.meters.participant-minute.tiers');
  });
});
