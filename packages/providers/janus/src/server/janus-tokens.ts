import { createHmac } from 'node:crypto';

/**
 * A token as Janus signs them (1.1.2, `auth.c`): when it ends in seconds, the realm, the plugins, and their HMAC-SHA1. Janus
 * looks at it with every request, keepalives included, so it must hold for a whole call.
 */
export function signJanusToken(secret: string, endsAt: number): string {
  const said = `${Math.floor(endsAt / 1000)},janus,janus.plugin.videoroom,janus.plugin.textroom`;
  return `${said}:${createHmac('sha1', secret).update(said).digest('base64')}`;
}

/** Opens one room to one participant for as long as Janus has it in the room's list of allowed tokens. */
export const nameRoomToken = (participant: string, endsAt: number, chance: string): string =>
  `${participant}.${endsAt}.${chance}`;

export const isOfParticipant = (roomToken: string, participant: string): boolean =>
  roomToken.startsWith(`${participant}.`);

export const hasEnded = (roomToken: string, now: number): boolean =>
  Number(roomToken.split('.').at(-2)) <= now;

/** Without it nobody changes the room; nobody but this server knows it. */
export const roomSecret = (secret: string, room: string): string =>
  createHmac('sha256', secret).update(`room ${room}`).digest('base64url');
