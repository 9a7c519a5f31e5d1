import { timerOn } from '@patchbay/signalling';
import type { enterRoom, SignallingPlatform } from '@patchbay/signalling/client';
import { fail } from '../mediasoup-errors.ts';
import type { IceServers, MediasoupProtocol, MediaTerms, TransportTerms } from '../mediasoup-wire.ts';
import type { MediasoupDevice, MediasoupProducing, MediasoupTransport } from './mediasoup-sdk.ts';

/** Milliseconds: how long a break may mend by itself, and how often another route is looked for after it. */
const timing = { patience: 1_500, restart: 4_000 };

export type Ask = ReturnType<typeof enterRoom<MediasoupProtocol>>['ask'];

export interface MediaContext {
  readonly device: MediasoupDevice;
  readonly iceServers: IceServers;
  readonly ask: Ask;
  readonly schedule: SignallingPlatform['schedule'];
  readonly onProduce: (transport: string, ...given: Parameters<MediasoupProducing>) => void;
  /** Media were lost after they had flowed, or are back. */
  readonly onTrouble: (isDown: boolean) => void;
}

export type Media = ReturnType<typeof openMedia>;

/** The transports to the room's worker. Each is made, and connects, when there is something for it to carry. */
export function openMedia(terms: MediaTerms, context: MediaContext) {
  const { device, iceServers, ask, schedule, onProduce, onTrouble } = context;
  const broken = new Set<MediasoupTransport>();
  const closers: (() => void)[] = [];
  let isClosed = false;

  function watch(transport: MediasoupTransport): MediasoupTransport {
    const timer = timerOn(schedule);
    closers.push(timer.clear, () => transport.close());
    transport.on('connect', ({ dtlsParameters }, proceed, failed) => {
      const request = { type: 'connect', transport: transport.id } as const;
      ask({ ...request, dtlsParameters: { ...dtlsParameters } }).then(proceed, failed);
    });
    async function restart(): Promise<void> {
      broken.add(transport);
      onTrouble(true);
      try {
        const answer = await ask<TransportTerms>({ type: 'restart-ice', transport: transport.id });
        await transport.restartIce(answer);
      } catch {
        // Tried again, until somebody else gives up.
      }
      if (broken.has(transport)) timer.set(timing.restart, () => void restart());
    }
    transport.on('connectionstatechange', (state) => {
      if (state === 'disconnected' || state === 'failed') timer.set(timing.patience, () => void restart());
      if (state !== 'connected') return;
      timer.clear();
      if (broken.delete(transport) && broken.size === 0) onTrouble(false);
    });
    return transport;
  }

  let [send, receive]: (MediasoupTransport | undefined)[] = [];
  function makeSend(): MediasoupTransport {
    const transport = watch(device.createSendTransport({ ...terms.send, iceServers }));
    transport.on('produce', (...given) => onProduce(transport.id, ...given));
    return transport;
  }
  function whileOpen(make: () => MediasoupTransport): MediasoupTransport {
    if (isClosed) throw fail('aborted', 'These media are over.');
    return make();
  }
  const makeReceive = () => watch(device.createRecvTransport({ ...terms.receive, iceServers }));
  return {
    isClosed: (): boolean => isClosed,
    send: (): MediasoupTransport => (send ??= whileOpen(makeSend)),
    receive: (): MediasoupTransport => (receive ??= whileOpen(makeReceive)),
    native: () => ({ device, send, receive }),
    close(): void {
      isClosed = true;
      for (const close of closers) close();
      if (broken.size > 0) onTrouble(false);
      broken.clear();
    },
  };
}
