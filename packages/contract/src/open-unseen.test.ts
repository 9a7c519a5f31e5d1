import { afterEach, expect, test, vi } from 'vitest';
import { openUnseen } from './open-unseen.ts';

afterEach(() => void vi.unstubAllGlobals());

test('a place is in the page and not seen, without the style attribute that a strict policy refuses', () => {
  const append = vi.fn();
  const setAttribute = vi.fn();
  const createElement = (tag: string) => ({ tag, style: {}, setAttribute });
  vi.stubGlobal('document', { createElement, body: { append } });
  const place = openUnseen('div');
  expect(append).toHaveBeenCalledWith(place);
  expect(place.style).toMatchObject({ opacity: '0', pointerEvents: 'none' });
  expect(setAttribute.mock.calls).toEqual([['aria-hidden', 'true']]);
});
