import { kindOfSource, type Quality } from '@patchbay/contract';
import { type Place, refusal, type SeatHost } from '@patchbay/signalling/server';
import type { types } from 'mediasoup';
import type { MediaRequest, MediasoupProtocol, Publication } from '../mediasoup-wire.ts';
import type { Studio } from './mediasoup-workers.ts';

type Wanted = Extract<MediaRequest, { type: 'produce' }>;
type Produced = { publication: Publication; readonly producer: types.Producer };

/** One person's media in a room. */
export interface MediaPlace extends Place<MediasoupProtocol> {
  /** Subscribes to what somebody else publishes. A browser that lacks the codec goes without. */
  take(produced: Produced): Promise<void>;
  published(): readonly Produced[];
}

const mostPublications = 8;
const scale = 'lost poor poor poor fair fair fair good good excellent excellent'.split(' ') as Quality[];
/** Of mediasoup's score: 10 is without loss. */
export const qualityOf = (score: number): Quality => scale[score] ?? 'unknown';

/** One person's two transports and what goes through them. */
export async function openSeat(
  { router, listener, levels }: Studio,
  host: SeatHost<MediasoupProtocol, MediaPlace>,
): Promise<MediaPlace> {
  const { participant, connection, tell, mention, others } = host;
  const transport = { webRtcServer: listener, preferUdp: true, initialAvailableOutgoingBitrate: 1_000_000 };
  const open = () => router.createWebRtcTransport(transport);
  const [send, receive] = await Promise.all([open(), open()]);
  const published = new Map<string, Produced>();
  /** Also those that are being made. */
  const taken = new Set<string>();
  const consumers = new Map<string, types.Consumer>();
  let capabilities: types.RtpCapabilities | undefined;

  function find<Value>(values: Iterable<Value>, isIt: (value: Value) => boolean): Value {
    for (const value of values) if (isIt(value)) return value;
    throw refusal('NotFoundError');
  }
  const isOwn = (publication: string): boolean => publication.startsWith(`${connection}.`);
  const transportOf = ({ transport }: { transport: string }) =>
    find([send, receive], ({ id }) => id === transport);

  /** What is lost on the way up everybody hears of; what is lost on the way down only who it goes to. */
  function rate(): void {
    const ups = [...published.values()].filter(
      ({ producer }) => !producer.paused && producer.score.length > 0,
    );
    const up = Math.min(...ups.map(({ producer }) => Math.max(...producer.score.map(({ score }) => score))));
    const downs = [...consumers.values()].filter(({ paused, producerPaused }) => !paused && !producerPaused);
    mention({ type: 'quality', quality: qualityOf(Math.min(up, ...downs.map(({ score }) => score.score))) });
    for (const other of others()) other.mention({ type: 'quality', participant, quality: qualityOf(up) });
  }

  async function take(produced: Produced): Promise<void> {
    const { producer, publication } = produced;
    const { id: producerId } = producer;
    if (capabilities === undefined || producer.closed || receive.closed) return;
    if (!router.canConsume({ producerId, rtpCapabilities: capabilities })) return;
    const consumer = await receive.consume({ producerId, rtpCapabilities: capabilities, paused: true });
    if (producer.closed) return consumer.close();
    const { id, rtpParameters } = consumer;
    let wasPaused = false;
    consumers.set(id, consumer);
    consumer.observer.on('close', () => consumers.delete(id));
    consumer.on('producerclose', () => tell({ type: 'unpublished', publication: publication.id }));
    consumer.on('score', rate);
    consumer.on('layerschange', (layers) => {
      const paused = layers === undefined && !consumer.producerPaused;
      if (paused !== wasPaused) tell({ type: 'paused', publication: publication.id, paused });
      wasPaused = paused;
    });
    tell({ type: 'consume', consumer: { id, producerId, rtpParameters }, publication: produced.publication });
  }

  async function produce(request: Wanted): Promise<void> {
    const { publication: id, source, kind, muted, rtpParameters } = request;
    if (transportOf(request) !== send) throw refusal('NotFoundError');
    const isNew = isOwn(id) && !taken.has(id) && kind === kindOfSource(source);
    if (!isNew || taken.size >= mostPublications) throw refusal('TypeError');
    taken.add(id);
    const options = { kind, rtpParameters: rtpParameters as types.RtpParameters, paused: muted };
    const producer = await send.produce({ ...options, appData: { participant } }).catch((cause: unknown) => {
      taken.delete(id);
      throw cause;
    });
    const produced = { publication: { id, participant, source, kind, muted }, producer };
    published.set(id, produced);
    producer.observer.on('close', () => published.delete(id) && taken.delete(id));
    producer.on('score', rate);
    if (source === 'microphone') await levels.addProducer({ producerId: producer.id });
    // Whose transport closes meanwhile needs it no more.
    for (const other of others()) other.take(produced).catch(() => undefined);
  }

  async function mute(publication: string, muted: boolean): Promise<void> {
    const produced = find(published.values(), (each) => each.publication.id === publication);
    produced.publication = { ...produced.publication, muted };
    await (muted ? produced.producer.pause() : produced.producer.resume());
    for (const other of others()) other.tell({ type: 'muted', publication, muted });
  }

  return {
    tell,
    mention,
    take,
    published: () => [...published.values()],
    welcome() {
      const terms = ({ id, iceParameters, iceCandidates, dtlsParameters }: types.WebRtcTransport) => {
        return { id, iceParameters, iceCandidates, dtlsParameters };
      };
      return { routerRtpCapabilities: router.rtpCapabilities, send: terms(send), receive: terms(receive) };
    },
    async serve(request) {
      switch (request.type) {
        case 'ready':
          if (capabilities !== undefined) throw refusal('TypeError');
          capabilities = request.rtpCapabilities;
          await Promise.allSettled(others().flatMap((other) => other.published().map(take)));
          return undefined;
        case 'connect':
          await transportOf(request).connect(request as never);
          return undefined;
        case 'restart-ice':
          return { iceParameters: await transportOf(request).restartIce() };
        case 'produce':
          await produce(request);
          return undefined;
        case 'consuming':
          await consumers.get(request.consumer)?.resume();
          return undefined;
        case 'mute':
          await mute(request.publication, request.muted);
          return undefined;
        case 'unpublish':
          if (!isOwn(request.publication)) throw refusal('NotFoundError');
          published.get(request.publication)?.producer.close();
          // One that did not come along when the room moved has no producer that would tell.
          for (const other of others()) other.tell({ type: 'unpublished', publication: request.publication });
          return undefined;
      }
    },
    close() {
      send.close();
      receive.close();
    },
  };
}
