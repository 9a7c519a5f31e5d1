import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProviderResults, scenarios } from '@patchbay/conformance';
import { describe, expect, test } from 'vitest';
import { matrixFile, readResults, resultsFolder, resultsText, runFake } from './parity-results.ts';
import { type MatrixRow, renderMatrix } from './render-matrix.ts';

const rows: readonly MatrixRow[] = [
  { id: 'joining/alone', group: 'joining', title: 'Alone' },
  { id: 'kick/removed', group: 'kick', title: 'Removed | gone' },
];
const passed: ProviderResults = {
  provider: 'one',
  assurance: 'real',
  scenarios: rows.map(({ id }) => ({ id, outcome: 'passed', detail: '' })),
};
const lacking: ProviderResults = {
  provider: 'two',
  assurance: 'fake',
  scenarios: [
    { id: 'joining/alone', outcome: 'failed', detail: 'nobody came' },
    { id: 'kick/removed', outcome: 'opted-out', detail: 'removes nobody' },
  ],
};

describe('the matrix', () => {
  test('has a column for each provider, with its assurance, and a row for each scenario', () => {
    const text = renderMatrix(rows, [passed, lacking]);
    expect(text).toContain('| scenario | promise | one (real) | two (fake) |');
    expect(text).toContain('| `joining/alone` | Alone | yes | **fails** <sup>1</sup> |');
    expect(text).toContain('| `kick/removed` | Removed \\| gone | yes | not offered <sup>2</sup> |');
    expect(text).toContain('1. nobody came\n2. removes nobody\n');
  });

  test('counts', () => {
    const text = renderMatrix(rows, [passed, lacking]);
    expect(text).toContain('| provider | assurance | yes | not offered | not shown | fails |');
    expect(text).toContain('| one | real | 2 | 0 | 0 | 0 |');
    expect(text).toContain('| two | fake | 0 | 1 | 0 | 1 |');
  });

  test('never takes what was not run for a pass', () => {
    const text = renderMatrix(rows, [{ ...passed, scenarios: [] }]);
    expect(text).toContain('| `joining/alone` | Alone | not shown <sup>1</sup> |');
    expect(text).toContain('1. it has not been run');
  });

  test('gives one reason one number', () => {
    const results = rows.map(({ id }) => ({ id, outcome: 'cannot' as const, detail: 'the same' }));
    const text = renderMatrix(rows, [{ ...passed, scenarios: results }]);
    expect(text.match(/<sup>1<\/sup>/g)).toHaveLength(2);
    expect(text).not.toContain('<sup>2</sup>');
  });
});

describe('the committed results', () => {
  const ids = scenarios.map(({ id }) => id);
  const committed = readResults();

  test.each(committed)('of $provider are of the scenarios that there are, and none fails', (results) => {
    expect(results.scenarios.map(({ id }) => id)).toEqual(ids);
    expect(results.scenarios.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    const unexplained = results.scenarios.filter(
      ({ outcome, detail }) => outcome !== 'passed' && detail === '',
    );
    expect(unexplained).toEqual([]);
  });

  test('of the fake are what it does today', async () => {
    expect(resultsText(await runFake())).toBe(readFileSync(join(resultsFolder, 'fake.json'), 'utf8'));
  });

  test('make the page as it is; run test/parity/matrix.ts when they do not', () => {
    expect(readFileSync(matrixFile, 'utf8')).toBe(renderMatrix(scenarios, committed));
  });
});
