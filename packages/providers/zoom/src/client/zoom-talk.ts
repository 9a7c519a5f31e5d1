import { inOrder, type Json, type ParticipantId, parseJson, type ProviderEvent } from '@patchbay/contract';
import { fail } from '../zoom-errors.ts';
import type { ZoomRoster } from './zoom-events.ts';
import type { ZoomClient } from './zoom-sdk.ts';

/** Zoom takes two commands a second and may drop what is more (2.5.0, command-channel.md); networks narrow the gaps. */
const pauseMilliseconds = 750;

/** Tells our commands from others'. What follows is a message's JSON, or that a camera is not off but taken back. */
const mark = 'pb1:';
const cameraTakenBack = `${mark}camera-taken-back`;

/** Messages by the command channel, in order, no faster than Zoom carries them, and none while it reconnects. */
export function createZoomTalk(
  client: ZoomClient,
  roster: ZoomRoster,
  report: (event: ProviderEvent) => void,
  pause: (milliseconds: number) => Promise<unknown>,
) {
  const inTurn = inOrder(() => pause(pauseMilliseconds));
  let isDown = false;
  client.on('connection-change', ({ state }) => void (isDown = state === 'Reconnecting'));
  const online = async (): Promise<unknown> => isDown && pause(pauseMilliseconds).then(online);
  const command = (text: string, userId?: number): Promise<unknown> =>
    inTurn(() => online().then(() => client.getCommandClient().send(text, userId)));

  client.on('command-channel-message', ({ senderId, text }) => {
    const userId = Number(senderId);
    if (!text.startsWith(mark) || userId === client.getCurrentUserInfo().userId) return;
    if (text === cameraTakenBack) return roster.takeBackCamera(userId);
    const from = roster.participantOf(userId);
    const message = parseJson(text.slice(mark.length)) as Json | undefined;
    if (from !== undefined && message !== undefined) report({ type: 'message', from, message });
  });

  return {
    async send(message: Json, to: ParticipantId | undefined): Promise<void> {
      const userId = to === undefined ? undefined : roster.userIdOf(to);
      if (to !== undefined && userId === undefined)
        throw fail('participant-not-found', 'They have left meanwhile.');
      await command(mark + JSON.stringify(message), userId);
    },
    takeBackCamera: () => command(cameraTakenBack),
  };
}
