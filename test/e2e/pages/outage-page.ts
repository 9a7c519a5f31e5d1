import type { JoinTicket, RemotePublication, VideoSession } from '@patchbay/contract';
import { createSession } from '@patchbay/session';
import { descriptorUnderTest } from './descriptor-under-test.ts';
import { createVideo, seenVideo, type SeenVideo } from './remote-media.ts';

/** A page that joins, publishes a camera, and writes down what the session says. */
export interface OutagePage {
  join(ticket: JoinTicket): Promise<void>;
  publish(): Promise<void>;
  send(text: string): Promise<void>;
  seen(): { readonly told: readonly string[]; readonly video: SeenVideo | undefined };
}

const told: string[] = [];
let session: VideoSession | undefined;
let video: HTMLVideoElement | undefined;

function show(publication: RemotePublication): void {
  video?.remove();
  video = createVideo((element) => publication.attach(element));
}

const page: OutagePage = {
  async join(ticket) {
    const joining = createSession(ticket, { providers: [descriptorUnderTest] });
    joining.on('participant-joined', () => told.push('participant-joined'));
    joining.on('participant-left', () => told.push('participant-left'));
    joining.on('reconnecting', ({ scope }) => told.push(`reconnecting ${scope}`));
    joining.on('reconnected', () => told.push('reconnected'));
    joining.on('message-received', ({ message }) => told.push(`heard ${JSON.stringify(message)}`));
    joining.on('left', ({ reason }) => told.push(`left ${reason}`));
    joining.on('track-published', ({ publication }) => show(publication));
    joining.on('joined', ({ participants }) => {
      for (const { publications } of participants) for (const each of publications.values()) show(each);
    });
    await joining.join();
    session = joining;
  },
  async publish() {
    await session?.publish({ kind: 'camera' });
  },
  async send(text) {
    await session?.send(text);
  },
  seen: () => ({ told: [...told], video: video && seenVideo(video) }),
};

Object.assign(globalThis, { page });
