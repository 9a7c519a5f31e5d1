import type * as client from 'mediasoup-client';
import type { types } from 'mediasoup-client';
import type {
  MediasoupConsumeOptions,
  MediasoupConsumer,
  MediasoupDevice,
  MediasoupProduceOptions,
  MediasoupProducer,
  MediasoupSdk,
  MediasoupTransport,
  MediasoupTransportOptions,
} from './mediasoup-sdk.ts';

type Fits<Wanted, _Given extends Wanted> = true;
type Heard<Name extends keyof types.TransportEvents> = (...given: types.TransportEvents[Name]) => void;

/** The SDK offers all that the port asks for. */
export type Offered = [
  Fits<MediasoupSdk, typeof client>,
  Fits<MediasoupDevice, client.Device>,
  Fits<MediasoupTransport, types.Transport>,
  Fits<MediasoupProducer, types.Producer>,
  Fits<MediasoupConsumer, types.Consumer>,
];

/** What the port's listeners take is what the SDK calls them with; methods alone would be compared both ways round. */
export type Told = [
  Fits<
    Heard<'connect'>,
    (given: { dtlsParameters: object }, proceed: () => void, failed: (error: Error) => void) => void
  >,
  Fits<
    Heard<'produce'>,
    (
      given: { kind: 'audio' | 'video'; rtpParameters: object; appData: object },
      proceed: (answer: { id: string }) => void,
      failed: (error: Error) => void,
    ) => void
  >,
  Fits<Heard<'connectionstatechange'>, (state: string) => void>,
];

/** What the port hands in are options that the SDK knows. */
export type HandedIn = [
  Fits<keyof types.TransportOptions, keyof MediasoupTransportOptions>,
  Fits<keyof types.ProducerOptions, keyof MediasoupProduceOptions>,
  Fits<keyof types.ConsumerOptions, keyof MediasoupConsumeOptions>,
];
