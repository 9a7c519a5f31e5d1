import * as schema from '../../../packages/providers/agora/fixtures/agora-schema.ts';
import { startAgoraEmulator } from '@patchbay/emulators/agora';
import { AgoraGatewayClient, chooseServer } from '../../../packages/emulators/fixtures/agora-client.ts';
import type { StartVendor } from '../emulated-vendor.ts';

interface AgoraSeat {
  readonly channel: string;
  readonly uid: number;
  readonly token: string;
}

export const startAgora: StartVendor = async ({ webhookUrl, ...surroundings }) => {
  const emulator = await startAgoraEmulator({ ...surroundings, notificationUrl: webhookUrl });
  const clients: AgoraGatewayClient[] = [];
  return {
    shapes: [[/\/dev\/v3\/usage$/, schema.usageAnswer]],
    settings: emulator.settings,
    join: async (credentials) => {
      const { channel, uid, token } = credentials as unknown as AgoraSeat;
      const { response_body: bodies } = await chooseServer(emulator, { channel, uid, token });
      const client = new AgoraGatewayClient(emulator);
      clients.push(client);
      const { _result: result } = await client.join(bodies[0]?.buffer.cert ?? '', uid);
      if (result !== 'success') throw new Error('The gateway refused the join.');
      return async () => void (await client.request('leave'));
    },
    loseLeaveEvents: emulator.faults.loseLeaveEvents,
    settled: emulator.settled,
    close: async () => {
      for (const client of clients) client.breakOff();
      await emulator.close();
    },
  };
};
