import type { OutgoingMedia, ProviderConnection, PublicationId, SessionStats } from '@patchbay/contract';
import { fail, twilioError } from '../twilio-errors.ts';
import { lendTrack, type TwilioLentTrack } from './twilio-lent-track.ts';
import type { TwilioLocalPublication, TwilioLocalTrack, TwilioRoom, TwilioSdk } from './twilio-sdk.ts';
import type { TwilioTalk } from './twilio-talk.ts';
import { describeTrack, numbersOf, statsOf, trackName } from './twilio-translate.ts';

/** A joined room; `native` is twilio-video's `Room`. */
export interface TwilioConnection extends ProviderConnection {
  readonly native: TwilioRoom;
}

interface Published extends Pick<OutgoingMedia, 'source' | 'kind'> {
  readonly track: TwilioLocalTrack;
  readonly lent: TwilioLentTrack;
  readonly publication: TwilioLocalPublication;
}

/** How long leaving waits for the SDK to reconnect, so that it can say goodbye. */
const goodbyeMilliseconds = 2000;

/** `silence` is called before the room is left, so that nothing more is reported. */
export function createTwilioConnection(
  sdk: TwilioSdk,
  room: TwilioRoom,
  talk: TwilioTalk,
  now: () => number,
  silence: () => void,
): TwilioConnection {
  const published = new Map<PublicationId, Published>();
  let count = 0;

  const find = (id: PublicationId): Published => {
    const found = published.get(id);
    if (!found) throw fail('not-published', 'That is not published here.');
    return found;
  };
  const release = ({ track, lent }: Pick<Published, 'track' | 'lent'>): void => {
    track.stop();
    lent.takeBack();
  };

  const readStats = async (): Promise<SessionStats> => {
    const reports = await room.getStats().catch((error: unknown) => Promise.reject(twilioError(error)));
    const outbound = [...published].map(([publicationId, { source, kind }]) => {
      const numbers = numbersOf(statsOf(reports, publicationId));
      return { publicationId, source, kind, ...numbers, framesEncoded: undefined };
    });
    const inbound = [...room.participants.values()].flatMap(({ identity: participantId, tracks }) =>
      [...tracks].flatMap(([publicationId, publication]) => {
        if (!publication.track?.mediaStreamTrack) return [];
        const numbers = numbersOf(statsOf(reports, publicationId));
        const about = { publicationId, participantId, ...describeTrack(publication) };
        return [{ ...about, ...numbers, framesDecoded: undefined }];
      }),
    );
    return { at: now(), roundTripSeconds: numbersOf(statsOf(reports)).roundTripSeconds, inbound, outbound };
  };

  return {
    participantId: room.localParticipant.identity,
    native: room,

    async publish({ source, kind, muted, track: original }) {
      if (!original) throw fail('invalid-argument', 'Twilio needs a track to publish.');
      const lent = lendTrack(original);
      lent.setMuted(muted);
      count += 1;
      const LocalTrack = kind === 'video' ? sdk.LocalVideoTrack : sdk.LocalAudioTrack;
      const track = new LocalTrack(lent.track, { name: trackName(source, count) });
      const publication = await room.localParticipant.publishTrack(track).catch((error: unknown) => {
        release({ track, lent });
        throw twilioError(error);
      });
      published.set(publication.trackSid, { source, kind, track, lent, publication });
      return publication.trackSid;
    },

    replace: () => Promise.reject(fail('unsupported', 'Twilio publishes another track anew.')),
    send: (message) => talk.send(message),
    stats: readStats,

    async unpublish(id) {
      const ending = find(id);
      published.delete(id);
      ending.publication.unpublish();
      release(ending);
    },

    async setMuted(id, muted) {
      const { track, lent } = find(id);
      // `disable()` says nothing when the track is disabled already, which the session has done by now (2.36.0,
      // localmediatrack.js). The event is what the room is told by; then the track follows the session again.
      track.emit(muted ? 'disabled' : 'enabled', track);
      lent.setMuted(muted);
    },

    async disconnect() {
      silence();
      // Without signalling nobody hears the goodbye, and the others would see us for long.
      if (room.state === 'reconnecting') {
        await new Promise<void>((resolve) => {
          room.on('reconnected', resolve);
          setTimeout(resolve, goodbyeMilliseconds);
        });
      }
      room.disconnect();
      for (const ending of published.values()) release(ending);
      published.clear();
    },
  };
}
