import { requirePath } from '../real-things.ts';
import type { Surroundings } from './surroundings.ts';

/** Patchbay's own server carries the signalling, and real worker processes the media. */
export const mediasoupSurroundings: Surroundings = {
  provider: 'mediasoup',
  assurance: 'real',
  needs: ['chromium', 'mediasoup'],
  start: ({ paths }) => {
    const workerBinary = requirePath(paths, 'mediasoup');
    const loopback = '127.0.0.1';
    const settings = { announcedAddress: loopback, listenAddress: loopback, workers: '2', workerBinary };
    return Promise.resolve({ settings, close: () => Promise.resolve() });
  },
};
