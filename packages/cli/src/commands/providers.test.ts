import type { ProviderManifest } from '@patchbay/contract';
import { defaultProviders } from '@patchbay/server';
import { describe, expect, test } from 'vitest';
import { attestedConfig, writeConfig } from '../../test/attested-config.ts';
import { run } from '../../test/run-in-process.ts';
import { scratchFolder } from '../../test/scratch-folder.ts';
import { manifestValues } from '../manifest-values.ts';

describe('providers', () => {
  test('prints every manifest whole with --json, without the server’s secrets', async () => {
    const ran = await run(['providers', '--json'], { cwd: await scratchFolder() });
    expect(ran.exit).toBe(0);
    const { providers } = ran.json() as { readonly providers: readonly ProviderManifest[] };
    expect(providers.map(({ id }) => id)).toEqual(defaultProviders.map(({ manifest }) => manifest.id));
    expect(providers.length).toBeGreaterThanOrEqual(11);
    const values = providers.flatMap(manifestValues);
    expect(values.length).toBeGreaterThan(40);
    for (const { source, readOn, confidence } of values) {
      expect(source).not.toBe('');
      expect(readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(['vendor', 'third-party', 'assumed']).toContain(confidence);
    }
  });

  test('prints each value for people with its mark', async () => {
    const { stdout } = await run(['providers'], { cwd: await scratchFolder() });
    const line = (path: string): string => stdout.split('\n').find((each) => each.includes(path)) ?? '';
    expect(line('licence.server')).toContain('vendor');
    expect(line('deployments.cloud-scale.baa.offered')).toContain('amber: third-party');
    expect(line('deployments.cloud-scale.baa.offered')).toContain('2026-11-23');
    expect(stdout).toContain('cloud-ship: LiveKit Cloud, Ship (managed)');
  });

  test('needs a config that holds', async () => {
    const cwd = await scratchFolder();
    await writeConfig(cwd, attestedConfig({ provider: 'nobody' }));
    expect((await run(['providers'], { cwd })).exit).toBe(3);
  });
});
