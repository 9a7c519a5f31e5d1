import { expect, test } from 'vitest';
import { inOrder } from './in-order.ts';

test('does one thing after another, each with its own result', async () => {
  const done: string[] = [];
  const inTurn = inOrder();
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = inTurn(() => promise.then(() => done.push('first')));
  const second = inTurn(async () => done.push('second'));
  await Promise.resolve();
  expect(done).toEqual([]);
  resolve();
  expect(await Promise.all([first, second])).toEqual([1, 2]);
  expect(done).toEqual(['first', 'second']);
});

test('one that fails does not hold up the next', async () => {
  const inTurn = inOrder();
  const error = new Error('refused');
  await expect(inTurn(() => Promise.reject(error))).rejects.toBe(error);
  await expect(inTurn(async () => 1)).resolves.toBe(1);
});

test('waits after each, but not for whoever asked', async () => {
  const done: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const inTurn = inOrder(() => {
    done.push('pause');
    return promise;
  });
  await inTurn(async () => done.push('first'));
  const second = inTurn(async () => done.push('second'));
  await new Promise((settled) => void setImmediate(settled));
  expect(done).toEqual(['first', 'pause']);
  resolve();
  await second;
  expect(done.slice(2)).toContain('second');
});
