import { describe, expect, test } from 'vitest';
import { janus } from './index.ts';
import { manifest } from './manifest.ts';

/** Every object with a `confidence`, wherever it is. */
function sourcedIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(sourcedIn);
  return 'confidence' in value ? [{ ...value }, ...inner] : inner;
}

const [only] = manifest.deployments;

describe('the manifest', () => {
  test('is of the provider that the page lists', () => {
    expect([manifest.id, manifest.capabilities]).toEqual([janus.id, janus.capabilities]);
  });

  test('is plain JSON with a source and a day for every value', () => {
    const values = sourcedIn(manifest);
    expect(values.length).toBeGreaterThan(12);
    for (const { source, readOn } of values) {
      expect(source).toMatch(/\S/);
      expect(readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
    expect(JSON.parse(JSON.stringify(manifest))).toMatchObject({ id: 'janus' });
  });

  test('sells nothing: it is run by oneself, and its cost is the build estimate', () => {
    expect(manifest.deployments).toHaveLength(1);
    expect(only).toMatchObject({ kind: 'self-hosted', rates: [], billing: undefined });
  });

  test('leaves the BAA to the cloud host', () => {
    expect(only.baa).toMatchObject({ offered: { value: 'host' }, plans: { value: [] } });
    expect(only.baa.covers.value).not.toContain('transcription');
  });

  test('names the copyleft of the server, for the licence gate, and the permissive client', () => {
    expect(manifest.licence.server).toMatchObject({ value: 'GPL-3.0-only', confidence: 'vendor' });
    expect(manifest.licence.server.note).toContain('commercial');
    expect(manifest.licence.clientSdk.value).toBe('MIT');
  });
});
