import { expect, test } from 'vitest';
import { mesh } from './index.ts';
import { manifest } from './manifest.ts';
import { meshBackend } from './server/index.ts';

test('the descriptor, the client half and the server half are one provider', async () => {
  const provider = await mesh.load();
  expect([mesh.id, provider.id, meshBackend.manifest.id]).toEqual(['mesh', 'mesh', 'mesh']);
  expect(provider.capabilities).toBe(mesh.capabilities);
  expect(manifest.capabilities).toBe(mesh.capabilities);
});

test('the settings mean a deployment of the manifest', () => {
  expect(manifest.deployments.map(({ id }) => id)).toContain(meshBackend.deploymentOf({}));
});

test('every value of the manifest says where it comes from', () => {
  const sources = JSON.stringify(manifest).match(
    /"source":"[^"]+","readOn":"\d{4}-\d\d-\d\d","confidence":/g,
  );
  const values = JSON.stringify(manifest).match(/"value":(?!\{)/g);
  expect(sources).toHaveLength(values?.length ?? 0);
  expect(sources?.length).toBeGreaterThan(8);
});
