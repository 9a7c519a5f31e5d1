import { expect, test } from 'vitest';
import { settingsEnvironment } from './settings-environment.ts';

test('settings go by the names that the environment has for them', () => {
  expect(settingsEnvironment('livekit', { apiKey: 'key', unheardOf: 'x' })).toEqual({
    LIVEKIT_API_KEY: 'key',
  });
});

test('a provider that does not come along has none', () => {
  expect(settingsEnvironment('nobody', { apiKey: 'key' })).toEqual({});
});
