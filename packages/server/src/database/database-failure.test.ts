import { expect, test } from 'vitest';
import { databaseFailure } from './database-failure.ts';
import { databasePlace } from './database-place.ts';

const failed = (code: string): Error => Object.assign(new Error('a user and a password'), { code });

test.each([
  ['ECONNREFUSED', 'nothing listens there'],
  ['28P01', 'does not let this user in'],
  ['3D000', 'no database of this name'],
  ['42501', 'Grant its user CREATE'],
  ['53300', 'no connection left'],
  ['57P03', 'is starting or stopping'],
  ['25006', 'takes no writes'],
  ['08006', 'cannot be used'],
])('%s: %s', (code, sentence) => {
  const failure = databaseFailure('postgresql://db:5432/patchbay', failed(code));
  expect(failure).toMatchObject({ code: 'store-unavailable' });
  expect(failure.message).toContain('postgresql://db:5432/patchbay');
  expect(failure.message).toContain(sentence);
  expect(failure.message).not.toContain('a user and a password');
});

test('a host of several addresses is judged by the first', () => {
  const all = new AggregateError([failed('ECONNREFUSED'), failed('ECONNREFUSED')]);
  expect(databaseFailure('postgresql://db:5432/x', all).message).toContain('nothing listens');
});

test.each([
  [
    'postgresql://someone:s3cret@db.example/patchbay?sslmode=require',
    'postgresql://db.example:5432/patchbay',
  ],
  ['postgres://someone@[::1]:6432/', 'postgresql://[::1]:6432'],
  [
    'postgresql:///patchbay?host=/run/postgresql&user=u&password=s3cret',
    'postgresql:///run/postgresql:5432/patchbay',
  ],
])('of %s no more is printed than %s', (url, place) => {
  expect(databasePlace(url)).toBe(place);
});
