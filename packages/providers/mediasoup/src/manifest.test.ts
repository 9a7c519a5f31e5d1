import { describe, expect, test } from 'vitest';
import { createMediasoupProvider } from './client/index.ts';
import { mediasoup } from './index.ts';
import { manifest } from './manifest.ts';
import { mediasoupBackend } from './server/index.ts';

/** Every object with a `confidence`, wherever it is. */
function sourcedIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(sourcedIn);
  return 'confidence' in value ? [{ ...value }, ...inner] : inner;
}

describe('the manifest', () => {
  test('is of the descriptor, the client half and the server half', () => {
    expect([mediasoup.id, createMediasoupProvider().id, mediasoupBackend.manifest.id]).toEqual(
      Array.from({ length: 3 }, () => manifest.id),
    );
    expect(mediasoup.capabilities).toBe(manifest.capabilities);
    expect(manifest.deployments.map(({ id }) => id)).toEqual([mediasoupBackend.deploymentOf({})]);
  });

  test('has a source and a day for every value', () => {
    const values = sourcedIn(manifest);
    expect(values.length).toBeGreaterThan(12);
    for (const { source, readOn } of values) {
      expect(source).toMatch(/\S/);
      expect(readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  test('leaves the agreement to the host, and has no rate', () => {
    const [{ kind, baa, rates, billing }] = manifest.deployments;
    expect([kind, baa.offered.value, rates, billing]).toEqual(['self-hosted', 'host', [], undefined]);
    expect([manifest.licence.server.value, manifest.licence.clientSdk.value]).toEqual(['ISC', 'ISC']);
  });

  test('promises a room that one core can carry', () => {
    const { maxParticipants } = manifest.capabilities;
    expect(maxParticipants * (maxParticipants - 1) * 2).toBeLessThanOrEqual(500);
  });
});
