import { once } from 'node:events';
import { WebSocket } from 'ws';
import { startZoomStandIn } from '../../emulators/zoom/index.ts';
import type { ToServer } from '../../emulators/zoom/zoom-wire.ts';
import { fieldsOf, type StartVendor } from '../emulated-vendor.ts';

/** The stand-in's wire is not Zoom's own: REST and webhooks are. */
export const startZoom: StartVendor = async (surroundings) => {
  const standIn = await startZoomStandIn(surroundings);
  return {
    shapes: [],
    settings: standIn.settings,
    join: async (credentials) => {
      const { token = '', session: topic = '', webEndpoint = '' } = fieldsOf(credentials);
      const socket = new WebSocket(`ws://${webEndpoint}/`);
      const send = (message: ToServer): void => socket.send(JSON.stringify(message));
      await once(socket, 'open');
      send({ type: 'join', topic, token, userName: 'somebody' });
      const [told] = (await once(socket, 'message')) as [Buffer];
      const { type } = JSON.parse(told.toString('utf8')) as { readonly type: string };
      if (type !== 'joined') throw new Error(`The session ${type} the join.`);
      return async () => {
        const closed = once(socket, 'close');
        send({ type: 'leave' });
        await closed;
      };
    },
    loseLeaveEvents: (areLost) => void (standIn.cloud.areLeavesLost = areLost),
    settled: () => standIn.cloud.settled(),
    close: standIn.close,
  };
};
