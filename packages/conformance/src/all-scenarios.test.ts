import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scenarios } from './all-scenarios.ts';

describe('the scenarios', () => {
  test('have ids of their own, each under its group', () => {
    const ids = scenarios.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, group } of scenarios) expect(id.startsWith(`${group}/`)).toBe(true);
  });

  test('cover every group that the contract has', () => {
    expect([...new Set(scenarios.map(({ group }) => group))]).toEqual([
      'joining',
      'leaving',
      'publishing',
      'muting',
      'device-change',
      'subscribing',
      'mixing',
      'messaging',
      'interruption',
      'duplicate-identity',
      'kick',
      'room-end',
      'errors',
      'unsupported',
      'concurrency',
      'disposal',
      'presence',
      'traits',
    ]);
  });

  test('have titles that tell them apart', () => {
    const titles = scenarios.map(({ group, title }) => `${group}: ${title}`);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('run in a page: nothing but the entry for vitest imports vitest, and nothing imports Node', () => {
    const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(
      (file) => !file.endsWith('.test.ts') && file !== 'vitest.ts',
    );
    expect(files.length).toBeGreaterThan(30);
    const strangers = files.filter((file) =>
      /from '(vitest|node:[a-z/]+)'/.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')),
    );
    expect(strangers).toEqual([]);
  });
});
