import * as schema from '../../../packages/providers/twilio/fixtures/twilio-schema.ts';
import { startTwilioEmulator } from '@patchbay/emulators/twilio';
import { join } from '../../../packages/emulators/fixtures/twilio-client.ts';
import { fieldsOf, type StartVendor } from '../emulated-vendor.ts';

/** Its address for status callbacks is the room's own, which the server half gives. */
export const startTwilio: StartVendor = async ({ now, schedule, fetch }) => {
  // Most of what Insights knows is ten minutes late, by Twilio's page.
  const emulator = await startTwilioEmulator({ now, schedule, fetch, insightsLagSeconds: 600 });
  return {
    shapes: [
      [/\/Video\/Rooms$/, schema.roomSummaryPage],
      [/\/Video\/Rooms\/RM[^/]+\/Participants$/, schema.participantSummaryPage],
    ],
    settings: emulator.settings,
    join: async (credentials) => {
      const { room = '', token = '' } = fieldsOf(credentials);
      const { client } = await join(emulator, room, 'somebody', { token });
      return async () => {
        client.say({ type: 'disconnect', version: 2 });
        client.write({ type: 'bye' });
        await client.closed;
      };
    },
    loseLeaveEvents: emulator.faults.loseLeaveEvents,
    settled: emulator.settled,
    close: emulator.close,
  };
};
