/** Marks the call tags of Patchbay's clients; the `userKey` follows. Pexip's own apps show a call tag to nobody. */
const tagPrefix = 'patchbay:';

export const callTagOf = (userKey: string): string => tagPrefix + userKey;

/**
 * A Patchbay client is who it joined as, by its display name. Anybody else (a room system, Pexip's own app) is Pexip's id of
 * the connection, for a display name is a person's. Some APIs leave the call tag out.
 */
export function identify(uuid: string, displayName: unknown, callTag: unknown) {
  const tag = typeof callTag === 'string' ? callTag : tagPrefix;
  if (!tag.startsWith(tagPrefix) || typeof displayName !== 'string' || !displayName)
    return { id: uuid, userKey: undefined };
  return { id: displayName, userKey: tag.slice(tagPrefix.length) || undefined };
}
