import { createHash } from 'node:crypto';

/**
 * Whether, of all who are alive, it is this one's turn for an id: rendezvous hashing, so that one that comes or goes moves
 * nobody's turn but its own.
 */
export function isFirst(self: number, peers: ReadonlySet<number>, id: string): boolean {
  const weight = (instance: number): string =>
    createHash('sha256').update(`${instance} ${id}`).digest('hex') + String(instance);
  const own = weight(self);
  for (const peer of peers) if (weight(peer) > own) return false;
  return true;
}
