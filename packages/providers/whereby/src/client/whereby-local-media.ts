import type { PublishableSource } from '@patchbay/contract';
import type { WherebyBlankTracks, WherebyClient } from './whereby-sdk.ts';

/** What this side sends, by source. */
export interface WherebyLocalMedia {
  /** Camera and microphone, for the SDK to join with. */
  readonly camera: MediaStream;
  readonly sent: ReadonlyMap<PublishableSource, MediaStreamTrack>;
  send(source: PublishableSource, track: MediaStreamTrack): void;
  stop(source: PublishableSource): void;
  /** After a rejoin, which may have brought another manager. */
  resume(): void;
  release(): void;
}

const isShared = (source: PublishableSource): boolean => source === 'screen' || source === 'screen-audio';

/**
 * Both streams always have a track of each kind, a blank one for what is not published: to publish is then to exchange tracks,
 * which needs no negotiation. Two sides of Whereby's peer-to-peer rooms that negotiate at once wait for each other for good
 * (@whereby.com/media 11.1.0, `Session.handleOffer`). Only a screen that begins or ends negotiates. The SDK's own toggles are
 * left alone: they stop the caller's tracks and open devices.
 */
export function createWherebyLocalMedia(
  blanks: WherebyBlankTracks,
  client: Pick<WherebyClient, 'getStore'>,
): WherebyLocalMedia {
  const sent = new Map<PublishableSource, MediaStreamTrack>();
  const blank: Readonly<Record<PublishableSource, MediaStreamTrack>> = {
    camera: blanks.video,
    microphone: blanks.audio,
    screen: blanks.video.clone(),
    'screen-audio': blanks.audio.clone(),
  };
  // The join tells the room which are on.
  for (const track of Object.values(blank)) track.enabled = false;
  const camera = new MediaStream([blank.microphone, blank.camera]);
  let share: MediaStream | undefined;

  const manager = () => client.getStore().getState().rtcConnection.rtcManager;
  const current = (source: PublishableSource): MediaStreamTrack => sent.get(source) ?? blank[source];
  const exchange = (source: PublishableSource, before: MediaStreamTrack): void => {
    const stream = isShared(source) ? share : camera;
    const track = current(source);
    if (stream === undefined || track === before) return;
    stream.removeTrack(before);
    stream.addTrack(track);
    manager()?.replaceTrack(before, track);
  };

  return {
    camera,
    sent,
    send(source, track) {
      const before = current(source);
      sent.set(source, track);
      if (!isShared(source) || share) return exchange(source, before);
      share = new MediaStream([current('screen'), current('screen-audio')]);
      manager()?.addScreenshareStream(share);
    },
    stop(source) {
      const before = current(source);
      sent.delete(source);
      const isOver = isShared(source) && ![...sent.keys()].some(isShared);
      if (!isOver) return exchange(source, before);
      if (share) manager()?.removeScreenshareStream(share);
      share = undefined;
    },
    resume() {
      // Neither does anything to a manager that has the stream already.
      manager()?.addCameraStream(camera);
      if (share) manager()?.addScreenshareStream(share);
    },
    release() {
      sent.clear();
      for (const track of Object.values(blank)) track.stop();
      blanks.release();
    },
  };
}
