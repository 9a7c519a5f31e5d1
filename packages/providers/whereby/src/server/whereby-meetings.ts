import type { VendorObject } from '@patchbay/contract';
import { textOf } from './whereby-rest.ts';

/**
 * Whereby deletes by a meeting's id and counts by its room's name, which it forgets with the meeting; webhooks have both. So
 * for Patchbay the vendor's name of a room is both: `<meeting id>.<room name>`. It opens no locked room.
 */
export const vendorRoom = (meetingId: string, roomName: string): string =>
  `${meetingId}.${roomName.replace(/^\/+/, '')}`;

export const vendorRoomOf = (meeting: VendorObject | undefined): string =>
  vendorRoom(textOf(meeting, 'meetingId'), new URL(textOf(meeting, 'roomUrl')).pathname);

export const meetingPath = (room: string): string =>
  `/meetings/${encodeURIComponent(room.split('.', 1)[0] ?? '')}`;

/** With its slash, as Insights asks for it. */
export const roomNameOf = (room: string): string => `/${room.slice(room.indexOf('.') + 1)}`;
