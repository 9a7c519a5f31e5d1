import { expect, test } from 'vitest';
import { createEmulatorLog } from './emulator-log.ts';

test('entries are kept in order with their time, and told at once', () => {
  let now = 1;
  const told: string[] = [];
  const log = createEmulatorLog(
    () => now,
    ({ what }) => told.push(what),
  );
  log.add('sdk', 'connect', { room: 'RM1' });
  now = 2;
  log.add('server', 'GET /v1/Rooms');
  expect(log.entries()).toEqual([
    { at: 1, from: 'sdk', what: 'connect', about: { room: 'RM1' } },
    { at: 2, from: 'server', what: 'GET /v1/Rooms', about: {} },
  ]);
  expect(told).toEqual(['connect', 'GET /v1/Rooms']);
});

test('the oldest are forgotten when there are very many', () => {
  const log = createEmulatorLog(() => 0);
  for (let index = 0; index < 10_001; index += 1) log.add('sdk', String(index));
  expect(log.entries()).toHaveLength(10_000);
  expect(log.entries()[0]?.what).toBe('1');
});
