import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const compiler = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin',
  'tsc',
);
const project = join(import.meta.dirname, '..', '..', 'fixtures', 'tsconfig.json');

// The SDK's declarations import each other without extensions: only a bundler's resolution finds them, and so this project.
test('the real SDK fits the port', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [compiler, '--project', project]);
  expect(stdout).toBe('');
});
