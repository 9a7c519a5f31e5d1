import type OT from '@vonage/client-sdk-video';
import type {
  subscriberProperties,
  VonageListeners,
  VonagePeer,
  VonagePublisher,
  VonagePublisherCondition,
  VonagePublisherProperties,
  VonageSdk,
  VonageSession,
  VonageStream,
  VonageSubscriber,
  VonageSubscriberCondition,
} from './vonage-sdk.ts';

type Fits<Wanted, _Given extends Wanted> = true;

/** The SDK offers all that the port asks for. */
export type Offered = [
  Fits<VonageSdk, typeof OT>,
  Fits<VonageSession, OT.Session>,
  Fits<VonagePeer, OT.Connection>,
  Fits<VonageStream, OT.Stream>,
  Fits<VonagePublisher, OT.Publisher>,
  Fits<VonageSubscriber, OT.Subscriber>,
];

/** What the SDK calls the port's listeners with; methods alone would be compared both ways round. */
export function heard(session: OT.Session, hear: VonageListeners): void {
  session.on('connectionCreated', (event) => hear.connectionCreated(event));
  session.on('connectionDestroyed', (event) => hear.connectionDestroyed(event));
  session.on('streamCreated', (event) => hear.streamCreated(event));
  session.on('streamDestroyed', (event) => hear.streamDestroyed(event));
  session.on('streamPropertyChanged', (event) => hear.streamPropertyChanged(event));
  session.on('sessionReconnecting', () => hear.sessionReconnecting());
  session.on('sessionReconnected', () => hear.sessionReconnected());
  session.on('sessionDisconnected', (event) => hear.sessionDisconnected(event));
  session.on('signal', (event) => hear['signal:patchbay'](event));
}

export function heardOfMedia(
  publisher: OT.Publisher,
  subscriber: OT.Subscriber,
  hear: {
    readonly sent: (event: VonagePublisherCondition) => void;
    readonly received: (event: VonageSubscriberCondition) => void;
    readonly paused: (event: { readonly reason: string }) => void;
    readonly available: (event: { readonly mediaStream: MediaStream }) => void;
  },
): void {
  publisher.on('networkConditionChanged', (event) => hear.sent(event));
  subscriber.on('networkConditionChanged', (event) => hear.received(event));
  subscriber.on('videoDisabled', (event) => hear.paused(event));
  subscriber.on('videoEnabled', (event) => hear.paused(event));
  subscriber.on('mediaStreamAvailable', (event) => hear.available(event));
}

type SignalOptions = Parameters<OT.Session['signal']>[0];

/** What the port hands in are options that the SDK knows. */
export type HandedIn = [
  Fits<OT.PublisherProperties, VonagePublisherProperties>,
  Fits<keyof OT.PublisherProperties, keyof VonagePublisherProperties>,
  Fits<OT.SubscriberProperties, typeof subscriberProperties>,
  Fits<keyof OT.SubscriberProperties, keyof typeof subscriberProperties>,
  Fits<keyof SignalOptions, keyof Parameters<VonageSession['signal']>[0]>,
];
