/**
 * Who a connection is, as webhooks told: the REST API lists connections by ids of Vonage's own and says nothing of the
 * participant. It is kept in memory, so what came before a restart, or to another process, is not known.
 */
export type VonagePresence = ReturnType<typeof createVonagePresence>;

export function createVonagePresence() {
  const rooms = new Map<string, ReadonlyMap<string, string>>();
  /** Forgets whose leaving was never told. */
  const keepOnly = (room: string, isThere: (connection: string) => boolean): void => {
    const kept = [...(rooms.get(room) ?? [])].filter(([connection]) => isThere(connection));
    if (kept.length > 0) rooms.set(room, new Map(kept));
    else rooms.delete(room);
  };
  return {
    enter: (room: string, connection: string, participant: string): void =>
      void rooms.set(room, new Map([...(rooms.get(room) ?? []), [connection, participant]])),
    leave: (room: string, gone: string): void => keepOnly(room, (connection) => connection !== gone),
    keepOnly,
    participantOf: (room: string, connection: string) => rooms.get(room)?.get(connection),
  };
}
