import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HarnessRoom } from '@patchbay/conformance';
import { describeProvider } from '@patchbay/conformance/vitest';
import { expect, test } from 'vitest';
import { createHallwayProvider } from './hallway-provider.ts';
import { Hallway } from './hallway.ts';

describeProvider('hallway', () => {
  const hallway = new Hallway();
  const password = 'open sesame';
  return {
    provider: 'hallway',
    assurance: 'fake',
    descriptor: createHallwayProvider(hallway),
    mediaIsReal: false,
    cannot: {
      interrupt: 'there is no connection in it that could be cut',
      'unreachable-credentials': 'there is no network between it and its sessions',
    },
    openRoom: ({ maxParticipants } = {}): Promise<HarnessRoom> => {
      const room = crypto.randomUUID();
      hallway.openRoom(room, password, maxParticipants);
      // The same person is the same participant, and nobody can tell the one from the other.
      const ids = new Map<string, string>();
      const idOf = (userKey: string): string => {
        const id = ids.get(userKey) ?? crypto.randomUUID();
        ids.set(userKey, id);
        return id;
      };
      return Promise.resolve({
        credentials: (userKey) => Promise.resolve({ room, participant: idOf(userKey), password }),
        kick: async (userKey) => hallway.remove(room, idOf(userKey)),
        end: async () => hallway.endRoom(room),
        close: async () => hallway.endRoom(room),
      });
    },
    refusedCredentials: () => {
      const room = crypto.randomUUID();
      hallway.openRoom(room, password);
      return Promise.resolve({ room, participant: 'seat', password: 'wrong' });
    },
    unreachableCredentials: () => Promise.reject(new Error('There is no such thing here.')),
    close: () => Promise.resolve(),
  };
});

test('the provider has at most 150 lines', () => {
  const lines = readFileSync(join(import.meta.dirname, 'hallway-provider.ts'), 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.length).toBeLessThanOrEqual(150);
});
