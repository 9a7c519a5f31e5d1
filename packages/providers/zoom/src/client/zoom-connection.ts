import { createReporter, type OutgoingMedia, type ProviderConnection } from '@patchbay/contract';
import type { ProviderEvent, PublicationId } from '@patchbay/contract';
import { endOf, fail, zoomError } from '../zoom-errors.ts';
import { openZoomDevices } from './zoom-devices.ts';
import { followUsers } from './zoom-events.ts';
import type { ZoomClient } from './zoom-sdk.ts';
import { createZoomTalk } from './zoom-talk.ts';
import { participantId, publicationId, readZoomStats, sources, type ZoomSource } from './zoom-translate.ts';

/** A joined session; `native` is the SDK's client, of which there is one per page. */
export interface ZoomConnection extends ProviderConnection {
  readonly native: ZoomClient;
}

interface ZoomCall {
  /** Which has joined. */
  readonly client: ZoomClient;
  readonly report: (event: ProviderEvent) => void;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** Leaves, and gives the client of the page back. */
  readonly leave: () => Promise<void>;
}

export function createZoomConnection({ client, pause, leave, ...call }: ZoomCall): ZoomConnection {
  const stream = client.getMediaStream();
  const own = client.getCurrentUserInfo();
  const devices = openZoomDevices(client, stream, pause);
  /** What has not ended by itself. */
  const published = new Map<ZoomSource, Pick<OutgoingMedia, 'deviceId' | 'muted'>>();
  const { report, silence } = createReporter(call.report);
  const roster = followUsers(client, stream, report);
  const talk = createZoomTalk(client, roster, report, pause);

  const idOf = (source: ZoomSource): PublicationId => publicationId(own.userId, source);
  const sourceOf = (id: PublicationId): ZoomSource => {
    const found = sources.find((source) => idOf(source) === id);
    if (found === undefined) throw fail('not-published', 'That is not published here.');
    return found;
  };
  /** A camera that is off is not open. */
  const isOpen = (source: ZoomSource): boolean => {
    const one = published.get(source);
    return one !== undefined && !(source === 'camera' && one.muted);
  };

  const sayBlocked = (resume: () => Promise<void>) => report({ type: 'playback-blocked', resume });
  const listen = (): Promise<void> => devices.listen().then(nothing, () => sayBlocked(listen));
  /** What the next publication of a source has to wait for. */
  const before: Partial<Record<ZoomSource, Promise<unknown>>> = { microphone: listen() };

  const tellEnd = (source: ZoomSource): void => {
    if (!isOpen(source)) return;
    published.delete(source);
    report({ type: 'local-ended', id: idOf(source) });
  };
  client.on('passively-stop-share', () => tellEnd('screen'));
  client.on('active-media-failed', ({ code }) =>
    sources.filter((source) => failures[source].includes(code)).forEach(tellEnd),
  );
  // A browser that wants a gesture: the SDK goes on by itself with the next one.
  client.on('auto-play-audio-failed', () => sayBlocked(async () => undefined));
  client.on('connection-change', (told) => {
    if (told.state === 'Reconnecting') return report({ type: 'interrupted', scope: 'signalling' });
    if (told.state !== 'Connected') return report({ type: 'closed', ...endOf(told) });
    roster.refresh();
    report({ type: 'restored' });
  });
  // Without WebRTC video there are no statistics.
  stream.subscribeWebRTCStatsReportData().catch(() => undefined);
  roster.refresh();

  return {
    participantId: participantId(own),
    native: client,
    translate: zoomError,

    async publish({ source: wanted, deviceId, muted }) {
      // The session refuses a screen's sound.
      const source = wanted as ZoomSource;
      await before[source];
      await devices[source].start(deviceId, muted);
      published.set(source, { deviceId, muted });
      return idOf(source);
    },
    async replace(id, { deviceId, muted }) {
      const source = sourceOf(id);
      if (isOpen(source)) await devices[source].change(deviceId, muted);
      published.set(source, { deviceId, muted: published.get(source)?.muted ?? muted });
    },
    async setMuted(id, muted) {
      const source = sourceOf(id);
      const deviceId = published.get(source)?.deviceId;
      await devices[source].setMuted(muted, deviceId);
      published.set(source, { deviceId, muted });
    },
    async unpublish(id) {
      const source = sourceOf(id);
      const wasOpen = isOpen(source);
      published.delete(source);
      if (wasOpen || source === 'microphone') await devices[source].stop();
      // Others wait for it, not we: the queue of messages may be long. Else it would be about the next camera.
      if (source === 'camera') before.camera = talk.takeBackCamera().catch(nothing);
    },

    renderLocal: (id) => devices[sourceOf(id)].rendering,
    send: talk.send,
    stats: async () => readZoomStats(stream.getWebRTCStatsReportData()),
    async disconnect() {
      silence();
      roster.end();
      await leave();
    },
  };
}

const nothing = (): void => undefined;

/** The codes of `active-media-failed` that say that a capture is over (2.5.0, `ActiveMediaFailedCode`). */
const failures: Readonly<Record<ZoomSource, readonly number[]>> = {
  microphone: [102, 103, 104],
  camera: [202, 203, 206],
  screen: [301],
};
