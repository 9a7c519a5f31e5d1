import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

const css = await readFile(new URL('tokens.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');

const tokensOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
  );

const schemes = [
  ['light', tokensOf(light)],
  ['dark', new Map([...tokensOf(light), ...tokensOf(dark)])],
] as const;

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

describe.each(schemes)('in the %s scheme', (_, tokens) => {
  const colour = (name: string): string => tokens.get(name) ?? '';
  const texts = [...tokens.keys()].filter((name) => name.startsWith('on-'));

  test.each(texts)('--%s can be read on its ground', (text) => {
    const ground = text.replace(/^on-/, '').replace(/-quiet$/, '');
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each([
    ['accent', 'surface', 4.5],
    ['accent', 'page', 4.5],
    ['on-surface-quiet', 'page', 4.5],
    ['on-surface-quiet', 'line', 3],
    ['field-line', 'surface', 3],
    ['focus', 'page', 3],
    ['focus', 'surface', 3],
  ])('--%s shows on --%s', (front, ground, least) => {
    expect(contrast(colour(front), colour(ground))).toBeGreaterThanOrEqual(least);
  });
});

test('black on white is 21 to 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
});
