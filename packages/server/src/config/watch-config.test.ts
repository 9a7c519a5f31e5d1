import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../test/start-patchbay.ts';
import type { ConfigError } from './config-error.ts';
import type { PatchbayConfig } from './patchbay-config.ts';
import { watchConfig } from './watch-config.ts';

const text = (port: number): string => `export default { development: true, server: { port: ${port} } };\n`;

async function watched() {
  const directory = await temporaryDirectory();
  const file = join(directory, 'patchbay.config.ts');
  await writeFile(file, text(9001));
  const configs: PatchbayConfig[] = [];
  const errors: ConfigError[] = [];
  let seen = (): void => undefined;
  const watch = await watchConfig({
    file,
    onConfig: (config) => {
      configs.push(config);
      seen();
    },
    onError: (error) => {
      errors.push(error);
      seen();
    },
  });
  onTestFinished(() => watch.close());
  const after = async (edit: () => Promise<void>): Promise<void> => {
    const next = new Promise<void>((resolve) => {
      seen = resolve;
    });
    await edit();
    await next;
  };
  return { file, configs, errors, after };
}

describe('watchConfig', () => {
  test('reads the file again when it is written over', async () => {
    const { file, configs, after } = await watched();
    await after(() => writeFile(file, text(9002)));
    expect(configs.map(({ server }) => server.port)).toEqual([9002]);
  });

  test('follows an editor that replaces the file, more than once', async () => {
    const { file, configs, after } = await watched();
    for (const port of [9003, 9004]) {
      await after(async () => {
        await writeFile(`${file}.new`, text(port));
        await rename(`${file}.new`, file);
      });
    }
    expect(configs.map(({ server }) => server.port)).toEqual([9003, 9004]);
  });

  test('reports a bad edit by its key and goes on with the next good one', async () => {
    const { file, configs, errors, after } = await watched();
    await after(() => writeFile(file, `export default { development: true, provider: 'twilo' };\n`));
    expect(configs).toEqual([]);
    expect(errors).toMatchObject([{ issues: [{ code: 'unknown-provider', path: 'provider' }] }]);
    await after(() => writeFile(file, 'export default {{{'));
    expect(errors[1]).toMatchObject({ code: 'config-file-unreadable' });
    await after(() => writeFile(file, text(9005)));
    expect(configs.map(({ server }) => server.port)).toEqual([9005]);
  });

  test('keeps what was made up for development', async () => {
    const { file, configs, after } = await watched();
    await after(() => writeFile(file, text(9006)));
    await after(() => writeFile(file, text(9007)));
    expect(configs[1]?.ephemeral).toEqual(configs[0]?.ephemeral);
    expect(configs[1]?.ephemeral.secret).toBeDefined();
  });
});
