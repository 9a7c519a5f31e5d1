import type { CredentialsRequest } from '@patchbay/contract';
import { fail } from '../whereby-errors.ts';
import { meetingPath } from './whereby-meetings.ts';
import { textOf, type WherebyRest } from './whereby-rest.ts';

export interface WherebyCredentials {
  /** Opaque; Whereby takes no more than 36 of these characters. */
  readonly participant: string;
  readonly roomUrl: string;
  readonly roomKey?: string;
}

const externalId = /^[A-Za-z0-9_-]{1,36}$/;

/**
 * Whereby has no tokens: the room's address is what one joins with, and it is good for as long as the meeting. Into a locked
 * room without a host nobody would get who has only that, so the ticket then holds the meeting's key as well (decision 26).
 */
export async function mintWherebyCredentials(
  rest: WherebyRest,
  { room, participant }: CredentialsRequest,
  isLocked: boolean,
): Promise<WherebyCredentials & Readonly<Record<string, string>>> {
  if (!externalId.test(participant))
    throw fail('invalid-argument', 'Whereby takes 36 letters, digits, - and _ as a participant.');
  const meeting = await rest.get(`${meetingPath(room)}?fields=hostRoomUrl`);
  const roomUrl = textOf(meeting, 'roomUrl');
  if (!isLocked) return { participant, roomUrl };
  const roomKey = new URL(textOf(meeting, 'hostRoomUrl')).searchParams.get('roomKey');
  if (!roomKey) throw fail('provider-failure', 'Whereby gave no key to a locked room.');
  return { participant, roomUrl, roomKey };
}
