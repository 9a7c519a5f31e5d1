import type { JoinTicket, ProviderDescriptor, RemotePublication, VideoSession } from '@patchbay/contract';
import { livekit } from '@patchbay/provider-livekit';
import { mesh } from '@patchbay/provider-mesh';
import { createSession } from '@patchbay/session';
import { createVideo, firstFrame, seenVideo, type SeenVideo } from './remote-media.ts';

/** A page of Patchbay with two providers installed; the ticket says which is used. */
export interface PatchbayPage {
  join(ticket: JoinTicket): Promise<void>;
  /** Milliseconds until joined and until the first remote frame, both since the call, and within `connect` of livekit-client. */
  measureJoin(ticket: JoinTicket): Promise<{ joined: number; connecting: number; firstFrame: number }>;
  /** Loads LiveKit's client half with its SDK, and watches the SDK's `connect`. */
  preloadLivekit(): Promise<void>;
  publish(): Promise<void>;
  seen(): { readonly video: SeenVideo | undefined; readonly audioTracks: number };
  leave(): Promise<void>;
}

let providers: readonly ProviderDescriptor[] = [mesh, livekit];
let session: VideoSession | undefined;
let video: HTMLVideoElement | undefined;
let audioTracks = 0;
let connecting = Number.NaN;

const timed =
  <Arguments extends unknown[]>(work: (...args: Arguments) => Promise<void>) =>
  async (...args: Arguments): Promise<void> => {
    const started = performance.now();
    await work(...args);
    connecting = performance.now() - started;
  };

function show(publication: RemotePublication, onVideo: (element: HTMLVideoElement) => void): void {
  if (publication.kind === 'audio') {
    audioTracks += 1;
    return;
  }
  video = createVideo((element) => publication.attach(element));
  onVideo(video);
}

async function join(ticket: JoinTicket, onVideo: (element: HTMLVideoElement) => void): Promise<void> {
  const joining = createSession(ticket, { providers });
  joining.on('track-published', ({ publication }) => show(publication, onVideo));
  joining.on('joined', ({ participants }) => {
    for (const { publications } of participants) {
      for (const publication of publications.values()) show(publication, onVideo);
    }
  });
  await joining.join();
  session = joining;
}

const page: PatchbayPage = {
  join: (ticket) => join(ticket, () => undefined),
  async measureJoin(ticket) {
    let onVideo: (element: HTMLVideoElement) => void = () => undefined;
    const frame = new Promise<number>((resolve) => {
      onVideo = (element) => resolve(firstFrame(element));
    });
    const started = performance.now();
    await join(ticket, onVideo);
    const joined = performance.now() - started;
    const at = (await frame) - started;
    await session?.leave();
    video?.remove();
    return { joined, connecting, firstFrame: at };
  },
  async preloadLivekit() {
    const [{ createLivekitProvider }, { Room, ...sdk }] = await Promise.all([
      import('@patchbay/provider-livekit/client'),
      import('livekit-client'),
    ]);
    class TimedRoom extends Room {
      constructor(...options: ConstructorParameters<typeof Room>) {
        super(...options);
        this.connect = timed(this.connect);
      }
    }
    const provider = createLivekitProvider({ sdk: () => Promise.resolve({ ...sdk, Room: TimedRoom }) });
    providers = [mesh, { ...livekit, load: () => Promise.resolve(provider) }];
  },
  async publish() {
    await session?.publish({ kind: 'camera' });
    await session?.publish({ kind: 'microphone' });
  },
  seen: () => ({ video: video === undefined ? undefined : seenVideo(video), audioTracks }),
  async leave() {
    await session?.leave();
  },
};

Object.assign(globalThis, { page });
