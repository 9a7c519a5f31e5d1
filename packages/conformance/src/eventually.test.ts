import { describe, expect, test } from 'vitest';
import { eventually, within } from './eventually.ts';

const brief = { patience: 30 };

describe('eventually', () => {
  test('waits until something comes, and gives it', async () => {
    let looks = 0;
    const found = await eventually('it comes', { patience: 5_000 }, () => {
      looks += 1;
      if (looks === 1) return undefined;
      if (looks === 2) return null;
      if (looks === 3) throw new Error('not yet');
      return looks === 4 ? false : 0;
    });
    expect(found).toBe(0);
  });

  test('fails with what was awaited and the last error', async () => {
    const waiting = eventually('pigs fly', brief, () => {
      throw new Error('no wings');
    });
    await expect(waiting).rejects.toThrow(/30 ms .* pigs fly: no wings/);
  });
});

describe('within', () => {
  test('passes on what comes in time, well or badly', async () => {
    await expect(within('it settles', brief, Promise.resolve(7))).resolves.toBe(7);
    await expect(within('it settles', brief, Promise.reject(new RangeError('bad')))).rejects.toThrow('bad');
  });

  test('fails with what was awaited', async () => {
    await expect(within('it settles', brief, new Promise(() => undefined))).rejects.toThrow('it settles');
  });
});
