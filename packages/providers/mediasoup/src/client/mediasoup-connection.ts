import {
  type ProviderConnection,
  type ProviderEvent,
  readInboundStats,
  readOutboundStats,
  readRoundTrip,
} from '@patchbay/contract';
import { enterRoom, type SignallingPlatform } from '@patchbay/signalling/client';
import { fail } from '../mediasoup-errors.ts';
import type { MediaBody, MediasoupCredentials, MediasoupProtocol, MediaTerms } from '../mediasoup-wire.ts';
import { type Media, openMedia } from './mediasoup-media.ts';
import { createPublishing } from './mediasoup-publishing.ts';
import type { DeviceFor } from './mediasoup-device.ts';
import type { MediasoupDevice, MediasoupTransport } from './mediasoup-sdk.ts';
import { createSubscribing } from './mediasoup-subscribing.ts';

/** `native` has what is in use of mediasoup-client: its `Device`, and the transports as there is something for them to carry. */
export interface MediasoupConnection extends ProviderConnection {
  readonly native: {
    readonly device: MediasoupDevice | undefined;
    readonly send: MediasoupTransport | undefined;
    readonly receive: MediasoupTransport | undefined;
  };
}

const longestBreak = 45_000;

export async function joinMediasoup(
  credentials: MediasoupCredentials,
  deviceFor: DeviceFor,
  signal: AbortSignal,
  report: (event: ProviderEvent) => void,
  platform: SignallingPlatform,
): Promise<MediasoupConnection> {
  const { participant: participantId, iceServers } = credentials;
  let media: Media | undefined;
  let next = Promise.withResolvers<Media>();
  next.promise.catch(() => undefined);

  const entry = { provider: 'mediasoup', credentials, platform, signal, report, longestBreak };
  const room = enterRoom<MediasoupProtocol>(entry, {
    onWelcome: settle,
    onBody: obey,
    onMemberLeft: (participant) => subscribing.dropAllOf(participant),
    onForgotten() {
      leaveMedia();
      subscribing.forget();
    },
    onOver() {
      leaveMedia();
      next.reject(fail('aborted', 'The session was left.'));
    },
  });
  const { ask, setMediaTrouble } = room;
  const publishing = createPublishing(ask, room.connection, () => next.promise);
  const subscribing = createSubscribing(ask, room.report);

  /** The media are dead, and others are on their way: whoever publishes waits for those. */
  function leaveMedia(): void {
    if (media === undefined) return;
    setMediaTrouble(true);
    next = Promise.withResolvers();
    // Perhaps nobody waits for it.
    next.promise.catch(() => undefined);
    media.close();
    media = undefined;
  }
  async function settle(terms: MediaTerms): Promise<void> {
    const device = await deviceFor(terms.routerRtpCapabilities);
    if (room.isOver()) return;
    const { onProduce } = publishing;
    media = openMedia(terms, {
      device,
      iceServers,
      ask,
      schedule: platform.schedule,
      onProduce,
      onTrouble: setMediaTrouble,
    });
    next.resolve(media);
    await ask({ type: 'ready', rtpCapabilities: { ...device.recvRtpCapabilities } });
    setMediaTrouble(false);
    publishing.republish();
  }
  async function obey(body: MediaBody): Promise<void> {
    switch (body.type) {
      case 'consume':
        return media && subscribing.add(body, media);
      case 'unpublished':
        return subscribing.drop(body.publication);
      case 'muted':
        return room.report({ type: 'media-muted', id: body.publication, muted: body.muted });
      case 'paused':
        return room.report({ type: 'media-paused', id: body.publication, paused: body.paused });
      case 'quality':
        return room.report({ type: 'quality', participantId: body.participant, quality: body.quality });
      case 'speakers':
        return room.report({ type: 'active-speakers', participantIds: body.participants });
    }
  }

  await room.joined;
  return {
    participantId,
    get native() {
      return media?.native() ?? { device: undefined, send: undefined, receive: undefined };
    },
    ...publishing.verbs,
    send: room.send,
    async stats() {
      const [sent, received] = await Promise.all([publishing.reports(), subscribing.reports()]);
      const reports = [...sent, ...received].flatMap((each) => each.report ?? []);
      const inbound = received.map((each) => ({ ...each.about, ...readInboundStats(each.report ?? []) }));
      const outbound = sent.map((each) => ({ ...each.about, ...readOutboundStats(each.report ?? []) }));
      return { at: platform.now(), roundTripSeconds: readRoundTrip(reports), inbound, outbound };
    },
    disconnect: async () => room.leave(),
  };
}
