import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { askGates, ConfigError, loadConfig, type PatchbayConfig } from '@patchbay/server';
import { beforeAll, describe, expect, test } from 'vitest';

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const before = pathOf('patchbay.config.before.ts');
const after = pathOf('patchbay.config.after.ts');

const env = {
  PATCHBAY_SECRET: 'a secret of at least thirty-two characters',
  PATCHBAY_API_KEY: 'an API key of the clinic',
  LIVEKIT_API_KEY: 'clinic',
  LIVEKIT_API_SECRET: 'another secret of thirty-two characters or more',
};

describe('the two files', () => {
  test('differ in one line', async () => {
    const [one = [], other = []] = await Promise.all(
      [before, after].map(async (file) => (await readFile(file, 'utf8')).split('\n')),
    );
    expect(other).toHaveLength(one.length);
    const changed = one.flatMap((line, index) =>
      line === other[index] ? [] : [[line.trim(), other[index]?.trim()]],
    );
    expect(changed).toEqual([["provider: 'mesh',", "provider: 'livekit',"]]);
  });

  test('git says the same', async () => {
    const diff = promisify(execFile)('git', ['diff', '--no-index', '--numstat', before, after]);
    // Git ends with 1 when there is a difference.
    await expect(diff).rejects.toMatchObject({ code: 1, stdout: expect.stringMatching(/^1\t1\t/) as string });
  });
});

describe('the two configs', () => {
  let one: PatchbayConfig;
  let other: PatchbayConfig;

  beforeAll(async () => {
    [one, other] = await Promise.all([loadConfig({ file: before, env }), loadConfig({ file: after, env })]);
  });

  test('are whole, and only the provider is another', () => {
    expect([one.provider, other.provider]).toEqual(['mesh', 'livekit']);
    const { provider: _one, file: _oneFile, ...restOfOne } = one;
    const { provider: _other, file: _otherFile, ...restOfOther } = other;
    expect(restOfOther).toEqual(restOfOne);
  });

  test('pass the gates for patients, on the day of the agreement and not after it', () => {
    for (const config of [one, other]) {
      expect(verdictOn(config, '2026-11-23')).toEqual([]);
      expect(verdictOn(config, '2027-09-15')).not.toEqual([]);
    }
  });

  test('need the new provider’s secret from the environment', async () => {
    const { LIVEKIT_API_SECRET: _, ...without } = env;
    const failure = await loadConfig({ file: after, env: without }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure).toMatchObject({
      issues: [{ path: 'providers.livekit.apiSecret', env: 'LIVEKIT_API_SECRET' }],
    });
    // The one before does not.
    expect((await loadConfig({ file: before, env: without })).provider).toBe('mesh');
  });
});

/** What the gates say to a consult with patient information on the config's provider. */
function verdictOn(config: PatchbayConfig, day: string): readonly unknown[] {
  const descriptor = config.installed.find(({ manifest }) => manifest.id === config.provider);
  const [deployment] = descriptor?.manifest.deployments ?? [];
  if (descriptor === undefined || deployment === undefined) throw new Error('The provider is not installed.');
  const consult = { phi: true, features: [] };
  return askGates(consult, { descriptor, deployment }, config.compliance, Date.parse(day)).reasons;
}
