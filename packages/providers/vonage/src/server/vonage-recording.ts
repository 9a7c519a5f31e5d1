import type { ProviderBackend } from '@patchbay/contract';
import { listOf, textOf, unlessGone, type VonageRest } from './vonage-rest.ts';

type Verb = 'startRecording' | 'stopRecording';

const running = ['started', 'paused'];

/** Archives of the whole session, composed, where the account keeps them. Vonage stops one by itself after four hours. */
export function createVonageRecording(rest: VonageRest): Required<Pick<ProviderBackend, Verb>> {
  const archivesOf = async (room: string): Promise<readonly string[]> => {
    const page = await unlessGone(rest.get(`/archive?${new URLSearchParams({ sessionId: room })}`));
    const archives = page ? listOf(page, 'items') : [];
    return archives.filter((one) => running.includes(textOf(one, 'status'))).map((one) => textOf(one, 'id'));
  };
  return {
    async startRecording(room) {
      if ((await archivesOf(room)).length > 0) return;
      await rest.post('/archive', {
        sessionId: room,
        hasAudio: true,
        hasVideo: true,
        outputMode: 'composed',
      });
    },
    async stopRecording(room) {
      for (const archive of await archivesOf(room))
        await unlessGone(rest.post(`/archive/${encodeURIComponent(archive)}/stop`, {}));
    },
  };
}
