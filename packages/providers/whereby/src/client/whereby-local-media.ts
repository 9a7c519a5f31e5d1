import type { PublishableSource } from '@patchbay/contract';
import type { WherebyBlanks, WherebyClient } from './whereby-sdk.ts';
import { publishable, type WherebyMedia, type WherebyTrack } from './whereby-translate.ts';

/** What this side sends, by source. */
export interface WherebyLocalMedia {
  /** Camera and microphone, for the SDK to join with. */
  readonly camera: MediaStream;
  readonly sent: ReadonlyMap<PublishableSource, WherebyTrack>;
  /** As a hello says it. */
  told(): WherebyMedia;
  /** Begins, or takes the place of what was sent before. */
  send(source: PublishableSource, track: MediaStreamTrack, muted: boolean): void;
  setMuted(source: PublishableSource, muted: boolean): void;
  stop(source: PublishableSource): void;
  /** To everybody else. */
  connections(): readonly RTCPeerConnection[];
  /** After a rejoin, which may have brought another manager. */
  resume(): void;
  release(): void;
}

const isShared = (source: PublishableSource): boolean => source === 'screen' || source === 'screen-audio';

/**
 * Both streams always have a track of each kind, a blank one for what is not published: to publish is then to exchange tracks,
 * which needs no negotiation. Two sides of Whereby's peer-to-peer rooms that negotiate at once wait for each other for good
 * (@whereby.com/media 11.1.0, `Session.handleOffer`); only a screen that begins or ends negotiates. What the SDK has for it is
 * left alone: its toggles stop the caller's tracks and open devices, and its `replaceTrack` forgets what it is asked between
 * ICE and DTLS (`hasConnectedPeerConnection`).
 */
export function createWherebyLocalMedia(blanks: WherebyBlanks, client: WherebyClient): WherebyLocalMedia {
  const sent = new Map<PublishableSource, WherebyTrack>();
  const blank: Readonly<Record<PublishableSource, MediaStreamTrack>> = {
    camera: blanks.video,
    microphone: blanks.audio,
    screen: blanks.video.clone(),
    'screen-audio': blanks.audio.clone(),
  };
  /** A sender is known by whatever track it had: an exchange takes effect a little later. */
  const owners = new WeakMap(publishable.map((source) => [blank[source], source]));
  // The join tells the room which are on.
  for (const track of Object.values(blank)) track.enabled = false;
  const camera = new MediaStream([blank.microphone, blank.camera]);
  let share: MediaStream | undefined;

  const manager = () => client.getStore().getState().rtcConnection.rtcManager;
  const connections = () => Object.values(manager()?.peerConnections ?? {}).map(({ pc }) => pc);
  const current = (source: PublishableSource): MediaStreamTrack => sent.get(source)?.track ?? blank[source];
  const exchange = (source: PublishableSource, before: MediaStreamTrack): void => {
    const stream = isShared(source) ? share : camera;
    const track = current(source);
    if (stream === undefined || track === before) return;
    stream.removeTrack(before);
    stream.addTrack(track);
    for (const pc of connections()) {
      const sender = pc.getSenders().find((one) => one.track && owners.get(one.track) === source);
      // A connection that was closed meanwhile.
      sender?.replaceTrack(track).catch(() => undefined);
    }
  };
  /** Tells what Whereby's own clients, and its recorder, go by. */
  const tellFlags = (): void => {
    const { socket } = client.getStore().getState().signalConnection;
    socket?.emit('enable_audio', { enabled: sent.get('microphone')?.muted === false });
    socket?.emit('enable_video', { enabled: sent.get('camera')?.muted === false });
  };

  return {
    camera,
    sent,
    told: () => Object.fromEntries([...sent].map(([source, { muted }]) => [source, muted])),
    connections,
    setMuted(source, muted) {
      sent.set(source, { track: current(source), muted });
      tellFlags();
    },
    send(source, track, muted) {
      const before = current(source);
      sent.set(source, { track, muted });
      owners.set(track, source);
      tellFlags();
      if (!isShared(source) || share) return exchange(source, before);
      share = new MediaStream([current('screen'), current('screen-audio')]);
      manager()?.addScreenshareStream(share);
    },
    stop(source) {
      const before = current(source);
      sent.delete(source);
      tellFlags();
      if (!share || !isShared(source) || [...sent.keys()].some(isShared)) return exchange(source, before);
      manager()?.removeScreenshareStream(share);
      share = undefined;
    },
    resume() {
      // Neither does anything to a manager that has the stream already.
      manager()?.addCameraStream(camera);
      if (share) manager()?.addScreenshareStream(share);
      tellFlags();
    },
    release() {
      for (const track of Object.values(blank)) track.stop();
      blanks.release();
    },
  };
}
