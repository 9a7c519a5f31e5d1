import type * as mediasoup from 'mediasoup';
import type { types } from 'mediasoup';
import { fail } from '../mediasoup-errors.ts';
import { type Schedule, timerOn } from '@patchbay/signalling';

/** The part of the `mediasoup` package that is called by value. */
export type MediasoupEngine = Pick<typeof mediasoup, 'createWorker'>;

export interface WorkerOptions {
  readonly count: number;
  /** Undefined for the one that came with the package. */
  readonly workerBin: string | undefined;
  readonly listenAddress: string;
  readonly announcedAddress: string;
  /** Of the first worker, UDP and TCP; the others follow. Undefined for ports that are free. */
  readonly firstPort: number | undefined;
}

/** Where one room's media meet. Gone with its worker. */
export interface Studio {
  readonly router: types.Router;
  readonly listener: types.WebRtcServer;
  readonly levels: types.AudioLevelObserver;
}

interface Desk {
  readonly number: number;
  /** How many people each room on it has. */
  readonly rooms: Set<() => number>;
  crew: { readonly worker: types.Worker; readonly listener: types.WebRtcServer } | undefined;
}

export type MediasoupWorkers = ReturnType<typeof createWorkers>;

const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
];
const retryMilliseconds = 1_000;

/** The worker processes. One that dies is replaced, until there is one again. */
export function createWorkers(engine: MediasoupEngine, options: WorkerOptions, schedule: Schedule) {
  const { count, workerBin, listenAddress: ip, announcedAddress, firstPort } = options;
  const timer = timerOn(schedule);
  const desks = Array.from({ length: count }, (_, number): Desk => ({
    number,
    rooms: new Set(),
    crew: undefined,
  }));
  let isClosed = false;

  async function hire(desk: Desk): Promise<void> {
    const worker = await engine.createWorker({ logLevel: 'error', ...(workerBin && { workerBin }) });
    const port = firstPort === undefined ? {} : { port: firstPort + desk.number };
    const listen = { ip, announcedAddress, ...port };
    const listenInfos = (['udp', 'tcp'] as const).map((protocol) => ({ protocol, ...listen }));
    try {
      desk.crew = { worker, listener: await worker.createWebRtcServer({ listenInfos }) };
    } catch (error) {
      worker.close();
      throw error;
    }
    if (isClosed) worker.close();
    worker.on('died', () => replace(desk));
  }
  function replace(desk: Desk): void {
    desk.crew = undefined;
    if (!isClosed)
      hire(desk).catch(() => timer.set(retryMilliseconds, () => desks.filter(isEmpty).forEach(replace)));
  }
  const isEmpty = ({ crew }: Desk): boolean => crew === undefined;

  return {
    start: async (): Promise<void> => void (await Promise.all(desks.map(hire))),
    /** On the worker with the least to do: what a room costs grows with the square of its people. */
    async open(people: () => number): Promise<Studio> {
      const load = ({ rooms }: Desk): number => [...rooms].reduce((sum, each) => sum + 1 + each() ** 2, 0);
      const [desk] = desks.filter(({ crew }) => crew !== undefined).sort((a, b) => load(a) - load(b));
      if (desk?.crew === undefined)
        throw fail('unreachable', 'No mediasoup worker runs.', { retryable: true });
      const { worker, listener } = desk.crew;
      desk.rooms.add(people);
      const router = await worker.createRouter({ mediaCodecs }).catch((cause: unknown) => {
        desk.rooms.delete(people);
        throw cause;
      });
      router.observer.on('close', () => desk.rooms.delete(people));
      const levels = await router.createAudioLevelObserver({ maxEntries: 4, interval: 500 });
      return { router, listener, levels };
    },
    /** By process id; for the operator's eyes. */
    running: (): readonly number[] => desks.flatMap(({ crew }) => crew?.worker.pid ?? []),
    close(): void {
      isClosed = true;
      timer.clear();
      for (const { crew } of desks) crew?.worker.close();
    },
  };
}
