import * as schema from '../../../packages/providers/daily/fixtures/daily-schema.ts';
import { startDailyEmulator } from '@patchbay/emulators/daily';
import { DailyClient } from '../../../packages/emulators/fixtures/daily-client.ts';
import { fieldsOf, type StartVendor } from '../emulated-vendor.ts';
import { entries } from '../entries.ts';

export const startDaily: StartVendor = async (surroundings) => {
  const emulator = await startDailyEmulator(surroundings);
  const clients: DailyClient[] = [];
  return {
    shapes: [[/\/meetings$/, schema.meetings]],
    settings: emulator.settings,
    join: async (credentials) => {
      const { url = '', token = '' } = fieldsOf(credentials);
      const client = new DailyClient(emulator);
      clients.push(client);
      const { self } = await client.join(new URL(url).pathname.slice(1), token);
      return async () => {
        await client.say({ type: 'leave' });
        await entries(emulator, ({ what, about }) => what === 'leave' && about['session'] === self.session);
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
