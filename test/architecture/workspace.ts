import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

export interface WorkspacePackage {
  /** As in package.json. */
  readonly name: string;
  /** Relative to the root, with forward slashes, e.g. `packages/providers/mesh`. */
  readonly directory: string;
  /** Source files relative to the package, without tests and fixtures. */
  readonly sources: readonly string[];
  readonly tests: readonly string[];
}

const isTest = (file: string) => /\.test(-d)?\.tsx?$/.test(file) || file.includes('fixtures/');

/** Every package under `pattern`, with its files as they are on disk. */
export function workspacePackages(pattern: string): readonly WorkspacePackage[] {
  return globSync(`${pattern}/package.json`, { cwd: root, exclude: (name) => name === 'node_modules' })
    .map((file) => dirname(file).replaceAll('\\', '/'))
    .sort()
    .map((directory) => {
      const { name } = JSON.parse(readFileSync(join(root, directory, 'package.json'), 'utf8')) as {
        name: string;
      };
      const files = globSync('src/**/*.{ts,tsx}', { cwd: join(root, directory) }).map((file) =>
        relative('.', file).replaceAll('\\', '/'),
      );
      return {
        name,
        directory,
        sources: files.filter((file) => !isTest(file)).sort(),
        tests: files.filter(isTest).sort(),
      };
    });
}

export const absolute = (workspacePackage: WorkspacePackage, file: string): string =>
  join(root, workspacePackage.directory, file);
