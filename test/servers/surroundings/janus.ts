import { startJanusServer } from '../janus-server.ts';
import { requirePath } from '../real-things.ts';
import type { Surroundings } from './surroundings.ts';

export const janusSurroundings: Surroundings = {
  provider: 'janus',
  assurance: 'real',
  needs: ['chromium', 'janus'],
  start: async ({ paths, webhookUrl }) => {
    const server = await startJanusServer({ binary: requirePath(paths, 'janus'), webhookUrl });
    return { settings: server.settings, close: () => server.stop() };
  },
};
