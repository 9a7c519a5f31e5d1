/** Identifies one `VideoSession` object in one page. Random, never sent to a vendor. */
export type SessionId = string;

/** A provider package's id as it appears in config and tickets, e.g. `livekit`. */
export type ProviderId = string;

/**
 * Identifies one participant within one room. Opaque: minted by Patchbay's server (or by the vendor where it insists),
 * never derived from a name. Stable across a reconnect; a new join may bring a new one.
 */
export type ParticipantId = string;

/**
 * The application's own stable key for a person. Carried in the vendor's participant metadata so that the other side can
 * tell who joined; never shown, never part of a room name or a URL. Do not use a name, an e-mail or a record number.
 */
export type UserKey = string;

/** Identifies one published track within one room. */
export type PublicationId = string;

/** Identifies one consult on Patchbay's server. */
export type ConsultId = string;
