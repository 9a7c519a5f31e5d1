import type { JoinTicket, RemotePublication, VideoSession } from '@patchbay/contract';
import { createSession } from '@patchbay/session';
import { descriptorUnderTest } from './descriptor-under-test.ts';
import { createVideo, seenVideo, type SeenVideo } from './remote-media.ts';

/** A page that joins, publishes camera and microphone, and writes down what the session says. */
export interface CallPage {
  join(ticket: JoinTicket): Promise<void>;
  publish(): Promise<void>;
  send(text: string): Promise<void>;
  seen(): { readonly told: readonly string[]; readonly video: SeenVideo | undefined };
}

const told: string[] = [];
let session: VideoSession | undefined;
let video: HTMLVideoElement | undefined;

function show(publication: RemotePublication): void {
  if (publication.kind === 'audio') return;
  video?.remove();
  video = createVideo((element) => publication.attach(element));
}

const page: CallPage = {
  async join(ticket) {
    const joining = createSession(ticket, { providers: [descriptorUnderTest] });
    joining.on('participant-joined', () => told.push('participant-joined'));
    joining.on('participant-left', () => told.push('participant-left'));
    joining.on('reconnecting', ({ scope }) => told.push(`reconnecting ${scope}`));
    joining.on('reconnected', () => told.push('reconnected'));
    joining.on('message-received', ({ message }) => told.push(`heard ${JSON.stringify(message)}`));
    joining.on('active-speakers-changed', ({ participants }) => told.push(`speaking ${participants.length}`));
    joining.on('quality-changed', ({ quality, participant }) =>
      told.push(`${participant === undefined ? 'own' : 'their'} quality ${quality}`),
    );
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
    await session?.publish({ kind: 'microphone' });
  },
  async send(text) {
    await session?.send(text);
  },
  seen: () => ({ told: [...told], video: video && seenVideo(video) }),
};

Object.assign(globalThis, { page });
