import type { OutgoingMedia, ProviderConnection, PublicationId, SessionStats } from '@patchbay/contract';
import { fail, verbError } from './livekit-errors.ts';
import type {
  LivekitLocalTrack,
  LivekitRoom,
  LivekitSdk,
  LivekitStatsReport,
  LivekitTrack,
} from './livekit-sdk.ts';
import {
  encodeMessage,
  hasSent,
  inboundNumbers,
  kindOf,
  livekitSources,
  messageTopic,
  outboundNumbers,
  roundTripSeconds,
  sourceOf,
} from './livekit-translate.ts';

/** A joined room; `native` is livekit-client's `Room`. */
export interface LivekitConnection extends ProviderConnection {
  readonly native: LivekitRoom;
}

type Published = Pick<OutgoingMedia, 'source' | 'kind'> & { readonly track: LivekitLocalTrack };

/** `silence` is called before the room is left, so that nothing more is reported. */
export function createLivekitConnection(
  sdk: LivekitSdk,
  room: LivekitRoom,
  now: () => number,
  silence: () => void,
): LivekitConnection {
  const local = room.localParticipant;
  // By the id that we handed out: a full reconnect publishes again under new ids of LiveKit's, the track object stays.
  const published = new Map<PublicationId, Published>();

  const find = (id: PublicationId): Published => {
    const found = published.get(id);
    if (!found) throw fail('not-published', 'That is not published here.');
    return found;
  };

  // What is sent while the SDK reconnects may be lost: wait for its end, and behind whoever waits already.
  const waiting: (() => void)[] = [];
  const goOn = (): void => waiting.splice(0).forEach((resume) => resume());
  room.on('reconnected', goOn);
  room.on('disconnected', goOn);
  const whole = async (atMost?: number): Promise<void> => {
    if (!/reconnecting$/i.test(room.state) && waiting.length === 0) return;
    const end = new Promise<void>((resume) => waiting.push(resume));
    await (atMost === undefined ? end : Promise.race([end, pause(atMost)]));
  };

  return {
    participantId: local.identity,
    native: room,

    publish: (media) =>
      translated(async () => {
        const Track = media.kind === 'video' ? sdk.LocalVideoTrack : sdk.LocalAudioTrack;
        // A track that LiveKit is told we provide is never stopped or captured again by it.
        const track = new Track(rawTrack(media), undefined, true);
        // Before publishing, so that not one frame leaks; unmuted, LiveKit would enable the track itself.
        if (media.muted) await track.mute();
        const { source, kind } = media;
        const { trackSid } = await local.publishTrack(track, { source: livekitSources[source] });
        published.set(trackSid, { source, kind, track });
        // The other side hears of a track with its first packet, and a camera that is muted may be closed next.
        for (let tries = 0; media.muted && tries < 40; tries += 1) {
          if (hasSent(await track.getRTCStatsReport())) break;
          await pause(25);
        }
        return trackSid;
      }),

    replace: (id, media) =>
      translated(async () => {
        const { track } = find(id);
        if (media.muted) await track.mute();
        await track.replaceTrack(rawTrack(media), true);
        if (!media.muted) await track.unmute();
      }),

    unpublish: (id) =>
      translated(async () => {
        const { track } = find(id);
        published.delete(id);
        await local.unpublishTrack(track, false);
      }),

    setMuted: (id, muted) =>
      translated(async () => {
        const { track } = find(id);
        await (muted ? track.mute() : track.unmute());
      }),

    send: (message, to) =>
      translated(async () => {
        await whole();
        await local.publishData(encodeMessage(message), {
          reliable: true,
          topic: messageTopic,
          destinationIdentities: to === undefined ? [] : [to],
        });
      }),

    stats: () => translated(() => readStats(room, published, now())),

    disconnect: () => {
      silence();
      return translated(async () => {
        // While the SDK reconnects there is nobody to say goodbye to, and the others would see us for long.
        await whole(2000);
        await room.disconnect(false);
      });
    },
  };
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function translated<Value>(verb: () => Promise<Value>): Promise<Value> {
  try {
    return await verb();
  } catch (cause) {
    throw verbError(cause);
  }
}

/** There is one: LiveKit has `rawTrackIn`. */
const rawTrack = (media: OutgoingMedia) => media.track as MediaStreamTrack;

async function readStats(
  room: LivekitRoom,
  published: ReadonlyMap<PublicationId, Published>,
  at: number,
): Promise<SessionStats> {
  const reports: (LivekitStatsReport | undefined)[] = [];
  const read = async (track: LivekitTrack | undefined) => {
    const report = await track?.getRTCStatsReport();
    reports.push(report);
    return report;
  };
  const outbound = [...published].map(async ([publicationId, { track, ...about }]) => ({
    publicationId,
    ...about,
    ...outboundNumbers(await read(track)),
  }));
  const inbound = [...room.remoteParticipants.values()].flatMap(({ identity, trackPublications }) =>
    [...trackPublications.values()]
      .filter(({ track }) => track)
      .map(async (publication) => ({
        publicationId: publication.trackSid,
        participantId: identity,
        source: sourceOf(publication),
        kind: kindOf(publication),
        ...inboundNumbers(await read(publication.track)),
      })),
  );
  const numbers = { inbound: await Promise.all(inbound), outbound: await Promise.all(outbound) };
  return { at, roundTripSeconds: roundTripSeconds(reports), ...numbers };
}
