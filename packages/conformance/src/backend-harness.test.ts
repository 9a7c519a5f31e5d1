import { describe, expect, test } from 'vitest';
import type { ProviderBackend } from '@patchbay/contract';
import { createBackendHarness } from './backend-harness.ts';

function setUp() {
  const asked: unknown[][] = [];
  const backend: ProviderBackend = {
    id: 'stub',
    createRoom: async (request) => {
      asked.push(['createRoom', request]);
      return `vendor-${request.room}`;
    },
    endRoom: async (room) => void asked.push(['endRoom', room]),
    mintCredentials: async ({ room, participant, userKey }) => ({ room, participant, userKey }),
    removeParticipant: async (room, participant) => void asked.push(['remove', room, participant]),
    listParticipants: async () => [],
    check: async () => ({ reachable: true, detail: '' }),
    close: async () => void asked.push(['close']),
  };
  const harness = createBackendHarness(backend, {
    refusedCredentials: async () => 'refused',
    unreachableCredentials: async () => 'unreachable',
    cannot: { interrupt: 'the server cuts no connections' },
    close: async () => void asked.push(['closed']),
  });
  return { asked, backend, harness };
}

describe('a harness of a server half', () => {
  test('mints, kicks and ends through it, one participant id per person', async () => {
    const { asked, harness } = setUp();
    const room = await harness.openRoom({ maxParticipants: 2 });
    const first = await room.credentials('a');
    expect(await room.credentials('a')).toEqual(first);
    expect(await room.credentials('b')).not.toEqual(first);
    await room.kick('a');
    await room.end();
    await harness.close();
    const { room: name, participant } = first as { room: string; participant: string };
    expect(asked).toEqual([
      ['createRoom', { room: name.slice('vendor-'.length), maxParticipants: 2, emptyTimeoutSeconds: 60 }],
      ['remove', name, participant],
      ['endRoom', name],
      ['close'],
      ['closed'],
    ]);
  });

  test('gives every room a name of its own that tells nothing', async () => {
    const { asked, harness } = setUp();
    await harness.openRoom();
    await harness.openRoom();
    const names = asked.map(([, request]) => (request as { room: string }).room);
    expect(new Set(names).size).toBe(2);
  });

  test('must interrupt, or say why not', () => {
    const { backend } = setUp();
    const terms = { refusedCredentials: async () => null, unreachableCredentials: async () => null };
    expect(() => createBackendHarness(backend, terms)).toThrow('cannot.interrupt');
  });
});
