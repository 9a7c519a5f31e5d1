import { expect, test } from 'vitest';
import { readCredentials } from './read-credentials.ts';

test('gives the texts that are there, and nothing else of it', () => {
  const given = { token: 't', room: 'r', proxy: 'p', other: 1, more: 'm' };
  expect(readCredentials('acme', given, ['token', 'room'], ['proxy', 'relay'])).toEqual({
    token: 't',
    room: 'r',
    proxy: 'p',
  });
});

test('an optional one that is no text is not there', () => {
  for (const proxy of [undefined, '', 1, null])
    expect(
      readCredentials('acme', { token: 't', ...(proxy !== undefined && { proxy }) }, ['token'], ['proxy']),
    ).toEqual({ token: 't' });
});

test.each([null, 'text', [], {}, { token: '' }, { token: 7 }])(
  '%j is no ticket’s, and is not repeated',
  (given) => {
    const read = () => readCredentials('acme', given, ['token']);
    expect(read).toThrow(expect.objectContaining({ code: 'ticket-invalid', provider: 'acme' }));
    expect(read).toThrow('The ticket has no credentials for acme. Ask for a new one.');
  },
);
