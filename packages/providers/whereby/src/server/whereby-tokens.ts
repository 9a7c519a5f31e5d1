import type { CredentialsRequest } from '@patchbay/contract';
import { fail, wherebyError } from '../whereby-errors.ts';
import { meetingPath } from './whereby-meetings.ts';
import { textOf, type WherebyRest } from './whereby-rest.ts';

/** What Whereby takes as an `externalId`. */
const idPattern = /^[A-Za-z0-9_-]{1,36}$/;

/**
 * Whereby has no tokens: the room's address is what one joins with, for as long as the meeting lasts. Into a locked room nobody
 * would get with that alone as long as no host is there, so the ticket then holds the meeting's key as well (decision 26).
 */
export async function mintWherebyCredentials(
  rest: WherebyRest,
  { room, participant }: CredentialsRequest,
  isLocked: boolean,
): Promise<{ readonly participant: string; readonly roomUrl: string; readonly roomKey?: string }> {
  if (!idPattern.test(participant))
    throw fail('invalid-argument', 'A participant is up to 36 letters, digits, - and _ for Whereby.');
  const meeting = await rest('GET', `${meetingPath(room)}?fields=hostRoomUrl`);
  if (!meeting) throw wherebyError('404');
  const roomUrl = textOf(meeting, 'roomUrl');
  if (!isLocked) return { participant, roomUrl };
  const roomKey = new URL(textOf(meeting, 'hostRoomUrl')).searchParams.get('roomKey');
  if (!roomKey) throw fail('provider-failure', 'Whereby gave no key to a locked room.');
  return { participant, roomUrl, roomKey };
}
