import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectedReadme } from './readme-sections.ts';

const root = join(import.meta.dirname, '..', '..');
const readText = (file: string): string => readFileSync(join(root, file), 'utf8');
const documents = globSync('{*.md,docs/**/*.md,packages/**/README.md,examples/**/README.md}', {
  cwd: root,
  exclude: (name) => name === 'node_modules' || name === 'dist',
}).sort();

describe('README.md', () => {
  const readme = readText('README.md');

  test('shows the example, the one-line difference and the provider table as they are (npm run docs writes them)', () => {
    expect(readme).toBe(expectedReadme(readme));
  });

  test('shows a first session of at most 20 lines of code', () => {
    const code = readText('examples/first-session/first-session.ts')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.trim().startsWith('/'));
    expect(code.length).toBeLessThanOrEqual(20);
  });

  test('shows a swap of exactly one line', () => {
    const diff = /```diff\n([\s\S]*?)```/.exec(readme)?.[1]?.split('\n') ?? [];
    expect(diff.filter((line) => line.startsWith('-'))).toHaveLength(1);
    expect(diff.filter((line) => line.startsWith('+'))).toHaveLength(1);
  });

  test('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readText('package.json')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const named = documents.flatMap((file) =>
      [...readText(file).matchAll(/npm run ([a-z:-]+)/g)].map((match) => match[1] ?? ''),
    );
    expect(named.length).toBeGreaterThan(3);
    expect([...new Set(named)].filter((name) => !(name in scripts) && name !== 'build:page')).toEqual([]);
  });
});

describe('links', () => {
  test.each(documents)('of %s lead somewhere', (file) => {
    const links = [...readText(file).matchAll(/\]\((?!https?:|#)([^)\s#]+)/g)].map((match) => match[1] ?? '');
    const broken = links.filter((link) => !existsSync(join(root, dirname(file), link)));
    expect(broken).toEqual([]);
  });
});

describe('what must never be in the repository', () => {
  test.each([
    ['the words nobody can promise', /HIPAA[- ]compliant(?!")/i],
    ['a path of somebody’s machine', /\/(home|Users)\/[a-z]+\//],
  ])('%s', (_, pattern) => {
    const allowed = new Set(['SECURITY.md']);
    const found = documents.filter((file) => !allowed.has(file) && pattern.test(readText(file)));
    expect(found).toEqual([]);
  });
});
