import type { OutgoingMedia, ProviderConnection, ProviderEvent, PublicationId } from '@patchbay/contract';
import { endOf, fail, zoomError } from '../zoom-errors.ts';
import { isZoomSource, openZoomDevices } from './zoom-devices.ts';
import { followUsers } from './zoom-events.ts';
import { createZoomLine } from './zoom-line.ts';
import type { ZoomClient } from './zoom-sdk.ts';
import { createZoomTalk } from './zoom-talk.ts';
import { participantId, publicationId, readZoomStats, type ZoomSource } from './zoom-translate.ts';

/** A joined session; `native` is the SDK's client, of which there is one per page. */
export interface ZoomConnection extends ProviderConnection {
  readonly native: ZoomClient;
}

interface ZoomCall {
  /** Which has joined. */
  readonly client: ZoomClient;
  readonly report: (event: ProviderEvent) => void;
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** Leaves, and gives the client of the page back. */
  readonly leave: () => Promise<void>;
}

interface Published {
  readonly id: PublicationId;
  readonly source: ZoomSource;
  deviceId: string | undefined;
  muted: boolean;
  /** Nobody took it back, but it is over. */
  isOver: boolean;
}

export function createZoomConnection({ client, now, pause, leave, ...call }: ZoomCall): ZoomConnection {
  const stream = client.getMediaStream();
  const own = client.getCurrentUserInfo();
  const line = createZoomLine();
  const devices = openZoomDevices(client, stream, pause);
  const published = new Map<PublicationId, Published>();
  const turns = new Map<ZoomSource, Promise<unknown>>();
  let cameraNote: Promise<unknown> = Promise.resolve();
  let isOver = false;

  const report = (event: ProviderEvent): void => {
    if (isOver) return;
    if (event.type === 'closed') end();
    call.report(event);
  };
  const roster = followUsers(client, stream, report);
  const talk = createZoomTalk(client, roster, report, line.online, pause);
  const end = (): void => {
    isOver = true;
    line.end();
    roster.end();
    for (const { picture } of [devices.camera, devices.screen]) picture?.end();
  };

  /** The SDK refuses a device's verb while another one of it goes on. */
  const inTurn = (source: ZoomSource, work: () => Promise<unknown>): Promise<unknown> => {
    const asked = (turns.get(source) ?? Promise.resolve()).then(line.online).then(work);
    const settled = asked.catch(() => undefined);
    turns.set(source, settled);
    return asked.catch((error: unknown) => Promise.reject(zoomError(error)));
  };
  /** The work on something published, in its device's turn. */
  const change = async (id: PublicationId, work: (one: Published) => Promise<unknown>): Promise<void> => {
    const one = published.get(id);
    if (one === undefined) throw fail('not-published', 'That is not published here.');
    await inTurn(one.source, () => work(one));
  };
  const isOff = ({ source, muted, isOver: over }: Published): boolean =>
    over || (source === 'camera' && muted);

  const sayBlocked = (resume: () => Promise<void>) => report({ type: 'playback-blocked', resume });
  const listen = (): Promise<void> =>
    inTurn('microphone', devices.listen).then(nothing, () => sayBlocked(listen));
  const tellEnd = (isIt: (source: ZoomSource) => boolean): void => {
    for (const one of published.values()) {
      if (!isIt(one.source) || isOff(one)) continue;
      one.isOver = true;
      report({ type: 'local-ended', id: one.id });
    }
  };
  client.on('passively-stop-share', () => tellEnd((source) => source === 'screen'));
  client.on('active-media-failed', ({ code }) => tellEnd((source) => failures[source].includes(code)));
  // A browser that wants a gesture: the SDK goes on by itself with the next one.
  client.on('auto-play-audio-failed', () => sayBlocked(async () => undefined));
  client.on('connection-change', (told) => {
    if (told.state === 'Reconnecting') {
      line.interrupt();
      report({ type: 'interrupted', scope: 'signalling' });
    } else if (told.state === 'Connected') {
      roster.refresh();
      if (line.restore()) report({ type: 'restored' });
    } else report({ type: 'closed', ...endOf(told) });
  });
  // Without WebRTC video there are no statistics.
  stream.subscribeWebRTCStatsReportData().catch(() => undefined);
  roster.refresh();
  void listen();

  return {
    participantId: participantId(own),
    native: client,

    async publish({ source, muted, ...media }) {
      if (!isZoomSource(source)) throw fail('unsupported', 'Zoom does not share a screen’s sound by itself.');
      const [id, deviceId] = [publicationId(own.userId, source), deviceOf(media)];
      // Else the note that one's last camera was taken back would be about this one.
      if (source === 'camera') await cameraNote;
      await inTurn(source, () => devices[source].start(deviceId, muted));
      published.set(id, { id, source, deviceId, muted, isOver: false });
      return id;
    },
    replace: (id, media) =>
      change(id, async (one) => {
        const deviceId = deviceOf(media);
        if (!isOff(one)) await devices[one.source].change(deviceId);
        one.deviceId = deviceId;
      }),
    setMuted: (id, muted) =>
      change(id, async (one) => {
        if (one.isOver || one.muted === muted) return;
        await devices[one.source].setMuted(muted, one.deviceId);
        one.muted = muted;
      }),
    async unpublish(id) {
      const stopping = change(id, async (one) => {
        if (!isOff(one) || one.source === 'microphone') await devices[one.source].stop();
      });
      const source = published.get(id)?.source;
      published.delete(id);
      await stopping;
      // Others wait for it, not we: the queue of messages may be long.
      if (source === 'camera') cameraNote = talk.takeBackCamera().catch(() => undefined);
    },

    attachLocal: (id, element) => {
      const one = published.get(id);
      return (one && devices[one.source].picture?.attach(element)) ?? nothing;
    },
    send: talk.send,
    async stats() {
      const { roundTripSeconds, inbound, outbound } = readZoomStats(stream.getWebRTCStatsReportData());
      const sent = [...published.values()].map(({ id, source }) => ({
        publicationId: id,
        ...outbound(own.userId, source),
      }));
      const received = roster.publications().map(({ id, userId, source, participantId: participant }) => ({
        publicationId: id,
        participantId: participant,
        ...inbound(userId, source),
      }));
      return { at: now(), roundTripSeconds, outbound: sent, inbound: received };
    },
    async disconnect() {
      end();
      await leave();
    },
  };
}

const nothing = (): void => undefined;

const deviceOf = (media: Pick<OutgoingMedia, 'track'> & { readonly deviceId?: string | undefined }) =>
  media.track === undefined ? media.deviceId : undefined;

/** The codes of `active-media-failed` that say that a capture is over (2.5.0, `ActiveMediaFailedCode`). */
const failures: Readonly<Record<ZoomSource, readonly number[]>> = {
  microphone: [102, 103, 104],
  camera: [202, 203, 206],
  screen: [301],
};
