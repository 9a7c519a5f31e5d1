import { createHmac } from 'node:crypto';

/** As Janus signs them (1.1.2, `auth.c`). Looked at with every request, keepalives too: it must hold for a whole call. */
export function signJanusToken(secret: string, endsAt: number): string {
  const said = `${Math.floor(endsAt / 1000)},janus,janus.plugin.videoroom,janus.plugin.textroom`;
  return `${said}:${createHmac('sha1', secret).update(said).digest('base64')}`;
}

/** Lets one participant into one room while it is in the room's list of allowed tokens; Janus asks at the join only. */
export const nameRoomToken = (participant: string, endsAt: number, chance: string): string =>
  `${participant}.${endsAt}.${chance}`;

export const endOfRoomToken = (token: string): number => Number(token.split('.').at(-2));

/** Without it nobody changes the room; nobody but this server knows it. */
export const roomSecret = (secret: string, room: string): string =>
  createHmac('sha256', secret).update(`room ${room}`).digest('base64url');
