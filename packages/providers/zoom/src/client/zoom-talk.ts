import type { Json, ParticipantId, ProviderEvent } from '@patchbay/contract';
import { fail, zoomError } from '../zoom-errors.ts';
import type { ZoomRoster } from './zoom-events.ts';
import type { ZoomClient } from './zoom-sdk.ts';
import { decodeNote, encodeNote, type ZoomNote } from './zoom-translate.ts';

export interface ZoomTalk {
  send(message: Json, to: ParticipantId | undefined): Promise<void>;
  /** Tells everybody that one's camera is not off but taken back. */
  takeBackCamera(): Promise<void>;
}

/** Zoom takes two commands a second and may drop what is more (2.5.0, command-channel.md); networks narrow the gaps. */
const pauseMilliseconds = 600;

export interface ZoomTalkParts {
  readonly client: ZoomClient;
  readonly roster: ZoomRoster;
  readonly report: (event: ProviderEvent) => void;
  /** Resolves while the session is connected. */
  readonly online: () => Promise<void>;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/** Messages by the command channel, in order, no faster than Zoom carries them. */
export function createZoomTalk({ client, roster, report, online, pause }: ZoomTalkParts): ZoomTalk {
  let turn: Promise<unknown> = Promise.resolve();

  const command = (note: ZoomNote, to?: number): Promise<void> => {
    const sent = turn.then(async () => {
      await online();
      await client.getCommandClient().send(encodeNote(note), to).catch(rethrow);
    });
    turn = sent.then(
      () => pause(pauseMilliseconds),
      () => undefined,
    );
    return sent;
  };

  client.on('command-channel-message', ({ senderId, text }) => {
    const userId = Number(senderId);
    const note = decodeNote(text);
    if (note === undefined || userId === client.getCurrentUserInfo().userId) return;
    if (note.kind === 'camera-taken-back') return roster.takeBackCamera(userId);
    const from = roster.participantOf(userId);
    const message = parse(note.text);
    if (from !== undefined && message !== undefined) report({ type: 'message', from, message });
  });

  return {
    send: async (message, to) => {
      const userId = to === undefined ? undefined : roster.userIdOf(to);
      if (to !== undefined && userId === undefined)
        throw fail('participant-not-found', 'They have left meanwhile.');
      return command({ kind: 'message', text: JSON.stringify(message) }, userId);
    },
    takeBackCamera: () => command({ kind: 'camera-taken-back' }),
  };
}

const rethrow = (error: unknown): never => {
  throw zoomError(error);
};

/** Undefined for what is no JSON. */
function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
