import type { Hall, HallHost } from '@patchbay/signalling/server';
import type { MediasoupProtocol } from '../mediasoup-wire.ts';
import { type MediaPlace, openSeat } from './mediasoup-seat.ts';
import type { MediasoupWorkers } from './mediasoup-workers.ts';

/** Makes each room's router, on the worker with the least to do. It is gone with its worker: the room moves to another. */
export const hallsOn =
  (workers: Pick<MediasoupWorkers, 'open'>) =>
  async ({ people, mention, abandon }: HallHost<MediasoupProtocol>): Promise<Hall<MediasoupProtocol>> => {
    const studio = await workers.open(people);
    const { router, levels } = studio;
    router.on('workerclose', abandon);
    levels.on('silence', () => mention({ type: 'speakers', participants: [] }));
    levels.on('volumes', (volumes) => {
      const participants = volumes.map(({ producer }) => String(producer.appData['participant']));
      mention({ type: 'speakers', participants });
    });
    return {
      // Every place in it is one that was made here.
      open: ({ others, ...host }) =>
        openSeat(studio, { ...host, others: others as () => readonly MediaPlace[] }),
      close: () => router.close(),
    };
  };
