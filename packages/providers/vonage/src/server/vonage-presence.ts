/**
 * Who a connection is, as webhooks told: the REST API lists connections by ids of Vonage's own and says nothing of the
 * participant. It is kept in memory, so what came before a restart, or to another process, is not known.
 */
export interface VonagePresence {
  enter(room: string, connection: string, participant: string): void;
  leave(room: string, connection: string): void;
  participantOf(room: string, connection: string): string | undefined;
  /** Forgets whose leaving was never told. */
  keepOnly(room: string, connections: readonly string[]): void;
}

export function createVonagePresence(): VonagePresence {
  const rooms = new Map<string, Map<string, string>>();
  const remove = (room: string, isGone: (connection: string) => boolean): void => {
    const participants = rooms.get(room);
    for (const connection of [...(participants?.keys() ?? [])].filter(isGone))
      participants?.delete(connection);
    if (participants?.size === 0) rooms.delete(room);
  };
  return {
    enter: (room, connection, participant) => {
      const participants = rooms.get(room) ?? new Map<string, string>();
      rooms.set(room, participants.set(connection, participant));
    },
    leave: (room, gone) => remove(room, (connection) => connection === gone),
    participantOf: (room, connection) => rooms.get(room)?.get(connection),
    keepOnly: (room, connections) => remove(room, (connection) => !connections.includes(connection)),
  };
}
