import { expect, test } from 'vitest';
import { settingsOf } from './provider-settings.ts';

test('settings are required and secrets are long, unless it is said otherwise', () => {
  const setting = settingsOf('ACME');
  expect(setting('text', 'KEY', 'A key.')).toEqual({
    kind: 'text',
    env: 'ACME_KEY',
    description: 'A key.',
    required: true,
  });
  expect(setting('secret', 'SECRET', 'Of it.')).toMatchObject({ minLength: 16, required: true });
  const more = { required: false, minLength: 24 };
  expect(setting('secret', 'SECRET', 'Of it.', more)).toMatchObject(more);
});
