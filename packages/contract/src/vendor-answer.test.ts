import { describe, expect, test } from 'vitest';
import { parseJson, readAnswersOf, unlessGone } from './vendor-answer.ts';
import { VideoError } from './video-error.ts';

const { objectOf, listOf, textOf, timeOf, garbage, refusal } = readAnswersOf('acme', 'Acme');
const isGarbage = expect.objectContaining({ code: 'provider-failure', provider: 'acme', retryable: true });

describe('what was promised', () => {
  test('is read', () => {
    expect(objectOf({ a: 1 })).toEqual({ a: 1 });
    expect(listOf({ all: [{ a: 1 }, {}] }, 'all')).toEqual([{ a: 1 }, {}]);
    expect(textOf({ name: 'x' }, 'name')).toBe('x');
    expect(timeOf({ at: '2026-11-23T10:00:00Z' }, 'at')).toBe(Date.UTC(2026, 10, 23, 10));
  });

  test.each([null, 'text', 1, [], undefined])('is not %j, where an object was', (value) => {
    expect(() => objectOf(value)).toThrow(isGarbage);
    expect(() => listOf({ all: [{}, value] }, 'all')).toThrow(isGarbage);
    if (!Array.isArray(value)) expect(() => listOf({ all: value }, 'all')).toThrow(isGarbage);
  });

  test.each([{}, { name: '' }, { name: 7 }, { name: null }])('has a text, which %j has not', (object) => {
    expect(() => textOf(object, 'name')).toThrow(isGarbage);
    expect(() => timeOf(object, 'name')).toThrow(isGarbage);
  });

  test('is a time that can be read', () => {
    expect(() => timeOf({ at: 'yesterday' }, 'at')).toThrow(isGarbage);
    expect(garbage().message).toBe('Acme answered something else than was asked for.');
  });
});

describe('a refusal', () => {
  test.each([
    [400, 'invalid-argument', false],
    [401, 'credentials-rejected', false],
    [403, 'not-allowed', false],
    [404, 'room-not-found', false],
    [429, 'provider-failure', true],
    [503, 'provider-failure', true],
  ])('by status %i is %s', (status, code, retryable) => {
    expect(refusal(status)).toMatchObject({ code, retryable, provider: 'acme', vendorCode: String(status) });
  });

  test('has the vendor’s own code where it gave one', () => {
    expect(refusal(400, '4711')).toMatchObject({ code: 'invalid-argument', vendorCode: '4711' });
  });
});

test('what is gone is undefined; whatever else goes wrong goes on', async () => {
  await expect(unlessGone(Promise.resolve(1))).resolves.toBe(1);
  await expect(unlessGone(Promise.reject(refusal(404)))).resolves.toBeUndefined();
  const other = new VideoError('not-allowed', 'No.');
  await expect(unlessGone(Promise.reject(other))).rejects.toBe(other);
});

test('what is no JSON is undefined', () => {
  expect([parseJson('{"a":[1]}'), parseJson('null'), parseJson('{'), parseJson('')]).toEqual([
    { a: [1] },
    null,
    undefined,
    undefined,
  ]);
});
