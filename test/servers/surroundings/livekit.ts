import { startLivekitServer } from '../livekit-server.ts';
import { requirePath } from '../real-things.ts';
import type { Surroundings } from './surroundings.ts';

export const livekitSurroundings: Surroundings = {
  provider: 'livekit',
  assurance: 'real',
  needs: ['chromium', 'livekit'],
  start: async ({ paths, webhookUrl }) => {
    const binary = requirePath(paths, 'livekit');
    const server = await startLivekitServer({ binary, ...(webhookUrl && { webhookUrl }) });
    const { url, apiKey, apiSecret } = server;
    return {
      settings: { url, apiKey, apiSecret },
      cannot: {
        'room-limit': 'livekit-server 1.11.0 answers a full room with HTTP 500, which browsers hide',
      },
      close: () => server.stop(),
    };
  },
};
