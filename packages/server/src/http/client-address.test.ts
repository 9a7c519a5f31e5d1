import { expect, test } from 'vitest';
import { isAllowedOrigin } from './allowed-origin.ts';
import { clientAddress } from './client-address.ts';

test.each([
  [0, '203.0.113.9', '10.0.0.1'],
  [1, '203.0.113.9, 192.0.2.1', '192.0.2.1'],
  [2, '203.0.113.9, 192.0.2.1, 10.0.0.2', '192.0.2.1'],
  [3, '192.0.2.1', '192.0.2.1'],
  [1, null, '10.0.0.1'],
  [1, ' , ', '10.0.0.1'],
])('with %i proxies, %s comes from %s', (proxies, forwarded, client) => {
  expect(clientAddress('10.0.0.1', forwarded, proxies)).toBe(client);
});

test.each([
  [undefined, true],
  ['https://app.example', true],
  ['https://video.example', true],
  ['https://app.example.evil.example', false],
  ['http://app.example', false],
  ['https://app.example:8443', false],
  ['null', false],
])('the origin %s may call: %s', (origin, allowed) => {
  expect(isAllowedOrigin(origin, ['https://app.example'], 'https://video.example/base')).toBe(allowed);
});
