import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sheetReferenceRate, spendOfMinutes } from './spend-of-minutes.ts';
import { buildPresets } from './build-presets.ts';
import { crossover } from './crossover.ts';
import { estimateBuild } from './estimate-build.ts';
import { formatUsd } from './format-usd.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test.each(buildPresets.map((preset) => [preset.id, preset] as const))(
  "the README's row for %s is what comes out",
  (_, build) => {
    const found = crossover({ buy: { kind: 'flat-rate', rate: sheetReferenceRate }, build });
    const at = found.kind === 'at' ? Number(found.participantMinutes).toLocaleString('en-US') : 'never';
    const { fixed } = estimateBuild({ participantMinutes: '2000000', assumptions: build });
    const dollars = `$${Math.round(Number(fixed.likely)).toLocaleString('en-US')}`;
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${build.id}\``));
    const cells = row?.split('|').map((cell) => cell.trim());
    expect(cells?.slice(2, 4)).toEqual([dollars, at]);
  },
);

test("the README's first example prints what it says", () => {
  expect(readme).toContain(`// ${formatUsd(spendOfMinutes('2000000', sheetReferenceRate).total)}`);
});
