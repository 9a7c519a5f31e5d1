import { type RemoteTrack, Room, RoomEvent, Track } from 'livekit-client';
import { createVideo, firstFrame, seenVideo, type SeenVideo } from './remote-media.ts';

/** A page of livekit-client alone, without a line of Patchbay: the other side of the interoperability test and the bench. */
export interface RawLivekitPage {
  /** Milliseconds until connected and until the first remote frame, both since the call. */
  join(url: string, token: string): Promise<void>;
  measureJoin(url: string, token: string): Promise<{ joined: number; firstFrame: number }>;
  publish(): Promise<void>;
  seen(): { readonly video: SeenVideo | undefined; readonly audioTracks: number };
  leave(): Promise<void>;
}

let room = new Room();
let video: HTMLVideoElement | undefined;
let audioTracks = 0;

function listen(onVideo: (element: HTMLVideoElement) => void): void {
  room.on(RoomEvent.TrackSubscribed, (track: RemoteTrack) => {
    if (track.kind === Track.Kind.Audio) audioTracks += 1;
    else {
      video = createVideo((element) => track.attach(element));
      onVideo(video);
    }
  });
}

const page: RawLivekitPage = {
  async join(url, token) {
    room = new Room();
    listen(() => undefined);
    await room.connect(url, token);
  },
  async measureJoin(url, token) {
    room = new Room();
    const frame = new Promise<number>((resolve) => {
      listen((element) => resolve(firstFrame(element)));
    });
    const started = performance.now();
    await room.connect(url, token);
    const joined = performance.now() - started;
    const at = (await frame) - started;
    await room.disconnect();
    video?.remove();
    return { joined, firstFrame: at };
  },
  async publish() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    for (const track of stream.getTracks()) {
      await room.localParticipant.publishTrack(track, {
        source: track.kind === 'video' ? Track.Source.Camera : Track.Source.Microphone,
      });
    }
  },
  seen: () => ({ video: video === undefined ? undefined : seenVideo(video), audioTracks }),
  leave: () => room.disconnect(),
};

Object.assign(globalThis, { page });
