import { describe, expect, test } from 'vitest';
import { pexip } from './index.ts';
import { manifest } from './manifest.ts';

/** Every object with a `confidence`, wherever it is. */
function sourcedIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(sourcedIn);
  return 'confidence' in value ? [{ ...value }, ...inner] : inner;
}

const [deployment] = manifest.deployments;

describe('the manifest', () => {
  test('is of the provider that the page lists', () => {
    expect([manifest.id, manifest.capabilities]).toEqual([pexip.id, pexip.capabilities]);
  });

  test('is plain JSON with a source and a day for every value', () => {
    const values = sourcedIn(manifest);
    expect(values.length).toBeGreaterThan(12);
    for (const { source, readOn } of values) {
      expect(source).toMatch(/\S/);
      expect(readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
    expect(() => JSON.stringify(manifest)).not.toThrow();
  });

  test('names no price and signs no agreement: none was found', () => {
    expect([deployment.kind, deployment.rates, deployment.billing]).toEqual(['self-hosted', [], undefined]);
    expect(Object.values(deployment.baa).map(({ confidence }) => confidence)).toEqual(
      Object.values(deployment.baa).map(() => 'assumed'),
    );
    expect(deployment.baa.offered.value).toBe('host');
  });

  test('claims a mix, and nothing that the adapter does not drive', () => {
    expect(manifest.capabilities).toMatchObject({
      perParticipantMedia: false,
      multiInstance: false,
      recording: false,
      screenShareAudio: false,
      endToEndEncryption: 'none',
    });
  });
});
