import type { ProviderConnection, ProviderEvent, PublicationId } from '@patchbay/contract';
import { fail, zoomError } from '../zoom-errors.ts';
import { isZoomSource, openZoomDevices } from './zoom-devices.ts';
import type { ZoomRoster } from './zoom-events.ts';
import type { ZoomClient, ZoomStream } from './zoom-sdk.ts';
import type { ZoomTalk } from './zoom-talk.ts';
import { participantId, publicationId, readZoomStats, type ZoomSource } from './zoom-translate.ts';

/** A joined session; `native` is the SDK's client, of which there is one per page. */
export interface ZoomConnection extends ProviderConnection {
  readonly native: ZoomClient;
}

export interface ZoomConnectionParts {
  readonly client: ZoomClient;
  readonly stream: ZoomStream;
  readonly roster: ZoomRoster;
  readonly talk: ZoomTalk;
  readonly report: (event: ProviderEvent) => void;
  /** Resolves while the session is connected: the SDK refuses everything while it reconnects. */
  readonly online: () => Promise<void>;
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

export function createZoomConnection(parts: ZoomConnectionParts): ZoomConnection {
  const { client, stream, roster, talk, report, online, now, pause, leave } = parts;
  const own = client.getCurrentUserInfo();
  const devices = openZoomDevices(client, stream, pause);
  const published = new Map<PublicationId, Published>();
  const turns = new Map<ZoomSource, Promise<unknown>>();
  let cameraNote: Promise<unknown> = Promise.resolve();

  /** The SDK refuses a device's verb while another one of it goes on. */
  const inTurn = <Result>(source: ZoomSource, work: () => Promise<Result>): Promise<Result> => {
    const result = (turns.get(source) ?? Promise.resolve()).then(async () => {
      await online();
      return work().catch((error: unknown) => Promise.reject(zoomError(error)));
    });
    turns.set(
      source,
      result.catch(() => undefined),
    );
    return result;
  };
  const find = (id: PublicationId): Published => {
    const found = published.get(id);
    if (found === undefined) throw fail('not-published', 'That is not published here.');
    return found;
  };
  const isOff = ({ source, muted, isOver }: Published): boolean => isOver || (source === 'camera' && muted);

  const listen = (): Promise<void> =>
    inTurn('microphone', async () => void (await devices.listen())).catch(() =>
      report({ type: 'playback-blocked', resume: listen }),
    );
  void listen();
  followEnds(client, (source) => {
    for (const one of published.values()) {
      if (one.source !== source || isOff(one)) continue;
      one.isOver = true;
      report({ type: 'local-ended', id: one.id });
    }
  });
  // A browser that wants a gesture: the SDK goes on by itself with the next one.
  client.on('auto-play-audio-failed', () =>
    report({ type: 'playback-blocked', resume: () => Promise.resolve() }),
  );

  return {
    participantId: participantId(own),
    native: client,

    async publish({ source, muted, ...media }) {
      if (!isZoomSource(source))
        throw fail('unsupported', 'Zoom does not share the sound of a screen by itself.');
      const deviceId = media.track === undefined ? media.deviceId : undefined;
      // Else the note that one's last camera was taken back would be about this one.
      if (source === 'camera') await cameraNote;
      const id = publicationId(own.userId, source);
      await inTurn(source, () => devices[source].start(deviceId, muted));
      published.set(id, { id, source, deviceId, muted, isOver: false });
      return id;
    },

    async replace(id, media) {
      const one = find(id);
      const deviceId = media.track === undefined ? media.deviceId : undefined;
      await inTurn(one.source, async () => {
        if (!isOff(one)) await devices[one.source].change(deviceId);
        one.deviceId = deviceId;
      });
    },

    async setMuted(id, muted) {
      const one = find(id);
      await inTurn(one.source, async () => {
        if (one.isOver || one.muted === muted) return;
        await devices[one.source].setMuted(muted, one.deviceId);
        one.muted = muted;
      });
    },

    async unpublish(id) {
      const one = find(id);
      published.delete(id);
      await inTurn(one.source, async () => {
        if (!isOff(one) || one.source === 'microphone') await devices[one.source].stop();
      });
      // Others wait for it, not we: the queue of messages may be long.
      if (one.source === 'camera') cameraNote = talk.takeBackCamera().catch(() => undefined);
    },

    attachLocal: (id, element) => {
      const one = published.get(id);
      return (one && devices[one.source].picture?.attach(element)) ?? (() => undefined);
    },

    send: (message, to) => talk.send(message, to),

    async stats() {
      const stats = readZoomStats(stream.getWebRTCStatsReportData());
      return {
        at: now(),
        roundTripSeconds: stats.roundTripSeconds,
        outbound: [...published.values()].map(({ id: publicationId, source }) => ({
          publicationId,
          ...stats.outbound(own.userId, source),
        })),
        inbound: roster.publications().map(({ id, userId, source, participantId: participant }) => ({
          publicationId: id,
          participantId: participant,
          ...stats.inbound(userId, source),
        })),
      };
    },

    async disconnect() {
      for (const { picture } of [devices.camera, devices.screen]) picture?.end();
      await leave();
    },
  };
}

/** The codes of `active-media-failed` that say that a capture is over (2.5.0, `ActiveMediaFailedCode`). */
const failures: Readonly<Record<number, ZoomSource>> = {
  102: 'microphone',
  103: 'microphone',
  104: 'microphone',
  202: 'camera',
  203: 'camera',
  206: 'camera',
  301: 'screen',
};

function followEnds(client: ZoomClient, tell: (source: ZoomSource) => void): void {
  client.on('passively-stop-share', () => tell('screen'));
  client.on('active-media-failed', ({ code }) => {
    const source = failures[code];
    if (source !== undefined) tell(source);
  });
}
