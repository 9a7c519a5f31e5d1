import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../test/start-patchbay.ts';
import { loadConfig } from './load-config.ts';

const keys = `secret: 'a secret of more than thirty-two characters', apiKeys: [{ tenant: 'north', key: 'a-key-of-twenty-characters' }]`;

describe('loadConfig', () => {
  test('runs the TypeScript file, and again when it has changed', async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, 'patchbay.config.ts');
    await writeFile(file, `const port: number = 9001;\nexport default { ${keys}, server: { port } };\n`);
    const first = await loadConfig({ directory });
    expect(first).toMatchObject({ file, provider: 'mesh', server: { port: 9001 } });
    expect(first.dataDirectory).toBe(join(directory, '.patchbay'));
    await writeFile(file, `export default { ${keys}, server: { port: 9002 } };\n`);
    expect(await loadConfig({ file })).toMatchObject({ server: { port: 9002 } });
  });

  test('falls back to the embedded defaults when no file was named', async () => {
    const directory = await temporaryDirectory();
    const env = { PATCHBAY_DEVELOPMENT: 'true' };
    const config = await loadConfig({ directory, env });
    expect(config).toMatchObject({
      file: undefined,
      provider: 'mesh',
      dataDirectory: join(directory, '.patchbay'),
    });
  });

  test('says so when a file that was named is not there', async () => {
    const file = join(await temporaryDirectory(), 'elsewhere.config.ts');
    await expect(loadConfig({ file })).rejects.toMatchObject({ code: 'config-file-not-found' });
  });

  test.each([
    ['cannot be run', 'export default {{{'],
    ['throws', 'throw new Error("no");'],
    ['has no default export', 'export const config = {};'],
  ])('says so when the file %s', async (_, text) => {
    const file = join(await temporaryDirectory(), 'patchbay.config.ts');
    await writeFile(file, text);
    await expect(loadConfig({ file })).rejects.toMatchObject({ code: 'config-file-unreadable' });
  });
});
