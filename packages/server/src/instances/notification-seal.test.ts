import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createNotificationSeal, longestPart } from './notification-seal.ts';

const key = randomBytes(32);
const between = () => [createNotificationSeal(key, 1), createNotificationSeal(key, 2)] as const;
const part = Buffer.from('a part');

describe('a sealed notification', () => {
  test('is opened by whom it is for, once and in turn', () => {
    const [one, two] = between();
    const payloads = [one.seal(2, part), one.seal(2, part), one.seal(2, Buffer.from('another'))];
    expect(new Set(payloads).size).toBe(3);
    expect(payloads.map((payload) => two.open(payload))).toEqual([
      { from: 1, follows: 'in-turn', part },
      { from: 1, follows: 'in-turn', part },
      { from: 1, follows: 'in-turn', part: Buffer.from('another') },
    ]);
    expect(payloads.map((payload) => two.open(payload))).toEqual(['replayed', 'replayed', 'replayed']);
  });

  test('fits into what PostgreSQL takes', () => {
    const [one, two] = between();
    const payload = one.seal(2, Buffer.alloc(longestPart, 1));
    expect(Buffer.byteLength(payload)).toBeLessThan(8_000);
    expect(two.open(payload)).toMatchObject({ part: { length: longestPart } });
  });

  test('shows nothing of what is in it', () => {
    const [one] = between();
    expect(Buffer.from(one.seal(2, part), 'base64').includes(part)).toBe(false);
  });

  test.each([
    ['another instance', (payload: string) => createNotificationSeal(key, 3).open(payload)],
    ['another secret', (payload: string) => createNotificationSeal(randomBytes(32), 2).open(payload)],
  ])('is forged for %s', (_name, open) => {
    const [one] = between();
    expect(open(one.seal(2, part))).toBe('forged');
  });

  test('is forged with any one bit of it changed', () => {
    const [one, two] = between();
    const bytes = Buffer.from(one.seal(2, part), 'base64');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect([index, two.open(changed.toString('base64'))]).toEqual([
        index,
        index === 0 ? 'malformed' : 'forged',
      ]);
    }
    expect(two.open(bytes.toString('base64'))).toMatchObject({ part });
  });

  test.each(['', 'hello', '{"type":"ask"}', 'AQ==', 'A'.repeat(7_999)])('%s is none', (payload) => {
    expect(createNotificationSeal(key, 2).open(payload)).toMatch(/^(malformed|forged)$/);
  });

  test('after one that was lost says so', () => {
    const [one, two] = between();
    const [first, , third] = [one.seal(2, part), one.seal(2, part), one.seal(2, part)];
    expect([two.open(first), two.open(third)]).toMatchObject([
      { follows: 'in-turn' },
      { follows: 'after-a-gap' },
    ]);
  });

  test('of another connection says so, and those of the one before are void', () => {
    const [one, two] = between();
    const before = [one.seal(2, part), one.seal(2, part)];
    const renewed = createNotificationSeal(key, 1);
    const after = [renewed.seal(2, part), renewed.seal(2, part)];
    expect(two.open(before[0] ?? '')).toMatchObject({ follows: 'in-turn' });
    expect(after.map((payload) => two.open(payload))).toMatchObject([
      { follows: 'after-a-gap' },
      { follows: 'in-turn' },
    ]);
    // As good as new, but of a connection that was given up.
    expect(two.open(before[1] ?? '')).toBe('replayed');
  });
});
