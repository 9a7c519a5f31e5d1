import { startVonageEmulator } from '../../emulators/vonage/index.ts';
import { RumorClient } from '../../emulators/vonage/rumor-client.ts';
import { rumorTypes } from '../../emulators/vonage/rumor-frame.ts';
import { fieldsOf, type StartVendor } from '../emulated-vendor.ts';

/** Everybody publishes, since Vonage counts the minutes of sessions in which somebody does. */
export const startVonage: StartVendor = async (surroundings) => {
  const emulator = await startVonageEmulator({ ...surroundings, insightsLagSeconds: 1800 });
  return {
    shapes: [],
    settings: emulator.settings,
    join: async (credentials) => {
      const { applicationId = '', sessionId = '', token = '' } = fieldsOf(credentials);
      const client = new RumorClient(emulator.url, applicationId, sessionId);
      await client.open();
      const { status } = await client.connect(token);
      if (status !== '200') throw new Error(`The session refused the connection: ${status}.`);
      const id = `stream-${client.id}`;
      const channel = [{ id: 'video1', type: 'video', active: true }];
      await client.ask('create', `/stream/${id}`, { id, name: 'camera', channel });
      return async () => {
        client.send(rumorTypes.disconnect);
        await client.closed();
      };
    },
    loseLeaveEvents: emulator.faults.loseLeaveEvents,
    settled: emulator.settled,
    close: emulator.close,
  };
};
