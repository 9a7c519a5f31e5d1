import type { JoinTicket, RemotePublication, VideoSession } from '@patchbay/contract';
import { livekit } from '@patchbay/provider-livekit';
import { mesh } from '@patchbay/provider-mesh';
import { createSession } from '@patchbay/session';
import { createVideo, firstFrame, seenVideo, type SeenVideo } from './remote-media.ts';

/** A page of Patchbay with two providers installed; the ticket says which is used. */
export interface PatchbayPage {
  join(ticket: JoinTicket): Promise<void>;
  /** Milliseconds until joined and until the first remote frame, both since the call. */
  measureJoin(ticket: JoinTicket): Promise<{ joined: number; firstFrame: number }>;
  preload(provider: string): Promise<void>;
  publish(): Promise<void>;
  seen(): { readonly video: SeenVideo | undefined; readonly audioTracks: number };
  leave(): Promise<void>;
}

const providers = [mesh, livekit];
let session: VideoSession | undefined;
let video: HTMLVideoElement | undefined;
let audioTracks = 0;

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
    return { joined, firstFrame: at };
  },
  async preload(provider) {
    await providers.find(({ id }) => id === provider)?.load();
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
