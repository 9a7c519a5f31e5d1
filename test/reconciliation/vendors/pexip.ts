import { startPexipEmulator } from '@patchbay/emulators/pexip';
import { PexipClient } from '../../../packages/emulators/fixtures/pexip-client.ts';
import { fieldsOf, type StartVendor } from '../emulated-vendor.ts';

export const startPexip: StartVendor = async ({ webhookUrl, ...surroundings }) => {
  // The clients here do not refresh their tokens, which would run out meanwhile.
  const emulator = await startPexipEmulator({
    ...surroundings,
    eventSinkUrl: webhookUrl,
    tokenSeconds: 86_400,
  });
  const clients: PexipClient[] = [];
  return {
    shapes: [],
    settings: emulator.settings,
    join: async (credentials) => {
      const { alias, pin, participant = '' } = fieldsOf(credentials);
      const client = new PexipClient(emulator, alias);
      clients.push(client);
      await client.join(participant, pin, 'patchbay:');
      return async () => void (await client.post('release_token'));
    },
    loseLeaveEvents: emulator.faults.loseLeaveEvents,
    settled: emulator.settled,
    close: async () => {
      for (const client of clients) client.close();
      await emulator.close();
    },
  };
};
