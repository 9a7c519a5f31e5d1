import { readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importsOf, packageOf } from './source-imports.ts';
import { absolute, root, workspacePackages, type WorkspacePackage } from './workspace.ts';

const providers = workspacePackages('packages/providers/*').map((workspacePackage) => ({
  ...workspacePackage,
  id: basename(workspacePackage.directory),
}));
type Provider = (typeof providers)[number];

const ownPackages = ['@patchbay/contract', '@patchbay/signalling'];
const lineLimit = 1200;
const kilobyte = 1024;

/** Roles that a file may have in each half; the provider's id stands before them. */
const clientRoles = ['provider', 'connection', 'events', 'translate', 'errors', 'sdk'];
const serverRoles = ['rooms', 'tokens', 'webhooks', 'usage'];

const halfOf = (file: string): 'client' | 'server' | 'neutral' => {
  if (file.startsWith('src/client/')) return 'client';
  return file.startsWith('src/server/') ? 'server' : 'neutral';
};

/** Files that one file reaches without waiting for an `import()`. */
function eagerlyReached(
  workspacePackage: WorkspacePackage,
  file: string,
  seen = new Set<string>(),
): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { specifier, isValue, isLazy } of importsOf(absolute(workspacePackage, file))) {
    if (!specifier.startsWith('.') || !isValue || isLazy) continue;
    eagerlyReached(workspacePackage, posix.join(dirname(file), specifier), seen);
  }
  return seen;
}

describe.each(providers)('provider $id', (provider: Provider) => {
  test('has the files every provider has', () => {
    expect(provider.sources).toEqual(
      expect.arrayContaining([
        'src/index.ts',
        'src/manifest.ts',
        'src/client/index.ts',
        `src/client/${provider.id}-provider.ts`,
        `src/client/${provider.id}-connection.ts`,
      ]),
    );
  });

  test('names its files after itself', () => {
    const misnamed = provider.sources.filter((file) => {
      const name = basename(file, '.ts');
      return name !== 'index' && name !== 'manifest' && !name.startsWith(`${provider.id}-`);
    });
    expect(misnamed).toEqual([]);
  });

  test('keeps known roles in the half they belong to', () => {
    const misplaced = provider.sources.filter((file) => {
      const role = basename(file, '.ts').slice(provider.id.length + 1);
      if (clientRoles.includes(role)) return halfOf(file) !== 'client' && role !== 'errors';
      return serverRoles.includes(role) && halfOf(file) !== 'server';
    });
    expect(misplaced).toEqual([]);
  });

  test('its halves never import each other', () => {
    const crossings = provider.sources.flatMap((file) =>
      importsOf(absolute(provider, file))
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => ({ file, target: posix.join(dirname(file), specifier) }))
        .filter(({ target }) => {
          const halves = new Set([halfOf(file), halfOf(target)]);
          return halves.has('client') && halves.has('server');
        }),
    );
    expect(crossings).toEqual([]);
  });

  test('no neutral file reaches the server half, where the secrets are', () => {
    const leaks = provider.sources
      .filter((file) => halfOf(file) !== 'server')
      .filter((file) => [...eagerlyReached(provider, file)].some((reached) => halfOf(reached) === 'server'));
    expect(leaks).toEqual([]);
  });

  test('loads its client half lazily from the descriptor', () => {
    const reached = [...eagerlyReached(provider, 'src/index.ts')];
    expect(reached.filter((file) => halfOf(file) === 'client')).toEqual([]);
    const lazy = importsOf(absolute(provider, 'src/index.ts')).filter(({ isLazy }) => isLazy);
    expect(lazy.length).toBeGreaterThan(0);
  });

  test('imports vendor code by value in its sdk file only', () => {
    const outside = provider.sources
      .filter((file) => halfOf(file) === 'client' && !file.endsWith('-sdk.ts'))
      .flatMap((file) =>
        importsOf(absolute(provider, file))
          .filter(({ specifier, isValue }) => isValue && packageOf(specifier) !== undefined)
          .filter(({ specifier }) => !ownPackages.includes(packageOf(specifier) ?? ''))
          .map(({ specifier }) => ({ file, specifier })),
      );
    expect(outside).toEqual([]);
  });

  test(`has at most ${lineLimit} lines of source`, () => {
    const lines = provider.sources.map(
      (file) => readFileSync(absolute(provider, file), 'utf8').split('\n').length - 1,
    );
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(lineLimit);
  });

  test('has a descriptor of about a kilobyte', () => {
    const { size } = { size: readFileSync(absolute(provider, 'src/index.ts')).byteLength };
    expect(size).toBeLessThanOrEqual(2 * kilobyte);
  });

  test('has a page in docs/providers', () => {
    const page = readFileSync(join(root, 'docs', 'providers', `${provider.id}.md`), 'utf8');
    expect(page.length).toBeGreaterThan(500);
  });
});
