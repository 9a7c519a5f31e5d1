import * as schema from '../../../packages/providers/whereby/fixtures/whereby-schema.ts';
import { startWherebyEmulator } from '@patchbay/emulators/whereby';
import { WherebyClient } from '../../../packages/emulators/fixtures/whereby-client.ts';
import { fieldsOf, type StartVendor } from '../emulated-vendor.ts';

export const startWhereby: StartVendor = async (surroundings) => {
  const emulator = await startWherebyEmulator(surroundings);
  const clients: WherebyClient[] = [];
  return {
    shapes: [
      [/\/insights\/rooms$/, schema.roomPage],
      [/\/insights\/room-sessions$/, schema.sessionPage],
      [/\/insights\/participants$/, schema.participantPage],
    ],
    settings: emulator.settings,
    join: async (credentials) => {
      const { roomUrl = '', roomKey = null, participant } = fieldsOf(credentials);
      const client = new WherebyClient(emulator);
      clients.push(client);
      await client.join(new URL(roomUrl).pathname, { externalId: participant, roomKey });
      return async () => {
        client.emit('leave_room');
        await client.hear('room_left');
      };
    },
    loseLeaveEvents: emulator.faults.loseLeaveEvents,
    settled: emulator.settled,
    close: async () => {
      for (const client of clients) client.close();
      await emulator.close();
    },
  };
};
