import { textOf, type WherebyResource } from './whereby-rest.ts';

/**
 * Whereby deletes by a meeting's id and counts by its room's name, which it forgets with the meeting; webhooks have both. So
 * the vendor's name of a room is both, for Patchbay: `<meeting id>.<room name>`. The name alone opens no locked room.
 */
export const vendorRoom = (meeting: WherebyResource): string =>
  nameRoom(textOf(meeting, 'meetingId'), pathOf(meeting));

export const nameRoom = (meetingId: string, roomName: string): string =>
  `${meetingId}.${roomName.replace(/^\/+/, '')}`;

export const meetingPath = (room: string): string =>
  `/meetings/${encodeURIComponent(room.split('.', 1)[0] ?? '')}`;

/** With its slash, as Insights asks for it. */
export const roomNameOf = (room: string): string => `/${room.slice(room.indexOf('.') + 1)}`;

/** Older answers name the room in the address only. */
const pathOf = (meeting: WherebyResource): string => {
  const { roomName } = meeting;
  return typeof roomName === 'string' && roomName !== ''
    ? roomName
    : new URL(textOf(meeting, 'roomUrl')).pathname;
};
