import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { mediasoupSettings, readSettings } from './mediasoup-settings.ts';

const announcedAddress = '203.0.113.7';

test('an address is enough', () => {
  expect(readSettings({ announcedAddress })).toEqual({
    iceServers: [],
    workers: {
      announcedAddress,
      listenAddress: '0.0.0.0',
      count: availableParallelism(),
      firstPort: undefined,
      workerBin: undefined,
    },
  });
});

test('everything can be said', () => {
  const iceServers = [{ urls: ['turn:turn.example.org'], username: 'u', credential: 'c' }];
  const given = {
    announcedAddress: 'media.example.org',
    listenAddress: '::',
    firstPort: '44400',
    workers: '3',
    workerBinary: '/opt/mediasoup-worker',
    iceServers: JSON.stringify(iceServers),
  };
  expect(Object.keys(given).toSorted()).toEqual(Object.keys(mediasoupSettings).toSorted());
  expect(readSettings(given)).toEqual({
    iceServers,
    workers: {
      announcedAddress: 'media.example.org',
      listenAddress: '::',
      firstPort: 44_400,
      count: 3,
      workerBin: '/opt/mediasoup-worker',
    },
  });
});

test.each([
  ['announcedAddress', {}],
  ['listenAddress', { announcedAddress, listenAddress: 'everywhere' }],
  ['firstPort', { announcedAddress, firstPort: '80' }],
  ['firstPort', { announcedAddress, firstPort: 'many' }],
  ['workers', { announcedAddress, workers: '0' }],
  ['workers', { announcedAddress, workers: '1.5' }],
  ['iceServers', { announcedAddress, iceServers: 'turn:secret' }],
  ['iceServers', { announcedAddress, iceServers: '[{"urls":"https://secret.example.org"}]' }],
  ['iceServers', { announcedAddress, iceServers: '[{"urls":"turn:x","password":"secret"}]' }],
])('a wrong %s is named, and its text is not', (name, settings: Readonly<Record<string, string>>) => {
  const read = () => readSettings(settings);
  expect(read).toThrow(expect.objectContaining({ code: 'invalid-argument', provider: 'mediasoup' }));
  expect(read).toThrow(name);
  expect(read).not.toThrow(/secret/);
});
