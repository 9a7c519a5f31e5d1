import type { PublicationId, RemoteParticipant, RemotePublication, SessionEvent } from '@patchbay/contract';
import { attachNothing, type RenderedMedia } from './render-track.ts';
import { withEntry, withoutEntry } from './immutable-map.ts';
import { addParticipant } from './reduce-roster.ts';
import { inTurn, type SessionSnapshot, type Transition, unchanged } from './session-snapshot.ts';

/** A publication and whose it is; nobody's for a mix. */
interface Found {
  readonly publication: RemotePublication;
  readonly participant: RemoteParticipant | undefined;
}

function findPublication(snapshot: SessionSnapshot, id: PublicationId): Found | undefined {
  const mix = snapshot.mixes.get(id);
  if (mix !== undefined) return { publication: mix, participant: undefined };
  for (const participant of snapshot.participants.values()) {
    const publication = participant.publications.get(id);
    if (publication !== undefined) return { publication, participant };
  }
  return undefined;
}

/** The snapshot with one participant's (or the mixes') publications exchanged, and that participant as it is then. */
function withPublications(
  snapshot: SessionSnapshot,
  owner: RemoteParticipant | undefined,
  change: (
    publications: ReadonlyMap<PublicationId, RemotePublication>,
  ) => ReadonlyMap<PublicationId, RemotePublication>,
): { next: SessionSnapshot; participant: RemoteParticipant | undefined } {
  if (owner === undefined)
    return { next: { ...snapshot, mixes: change(snapshot.mixes) }, participant: undefined };
  const participant = { ...owner, publications: change(owner.publications) };
  return {
    next: { ...snapshot, participants: withEntry(snapshot.participants, owner.id, participant) },
    participant,
  };
}

/** Media may come before its participant: the participant is then created first. */
export function addMedia(snapshot: SessionSnapshot, media: RenderedMedia): Transition {
  if (media.participantId !== undefined && media.participantId === snapshot.selfId)
    return unchanged(snapshot);
  const arrival =
    media.participantId === undefined
      ? unchanged(snapshot)
      : addParticipant(snapshot, { id: media.participantId, userKey: undefined });
  const events: SessionEvent[] = [...arrival.events];
  const previous = findPublication(arrival.next, media.id);
  if (previous !== undefined) {
    const { paused = previous.publication.paused } = media;
    const steps = isSameMedia(previous, media)
      ? [
          (before: SessionSnapshot) => setMediaFlag(before, media.id, 'muted', media.muted),
          (before: SessionSnapshot) => setMediaFlag(before, media.id, 'paused', paused),
        ]
      : [
          (before: SessionSnapshot) => removeMedia(before, media.id),
          (before: SessionSnapshot) => addMedia(before, media),
        ];
    const { next, events: changes } = inTurn(arrival.next, steps);
    return { next, events: [...events, ...changes] };
  }
  const { participantId: _, paused = false, ...rest } = media;
  const publication: RemotePublication = { ...rest, paused };
  const owner =
    media.participantId === undefined ? undefined : arrival.next.participants.get(media.participantId);
  const { next, participant } = withPublications(arrival.next, owner, (all) =>
    withEntry(all, media.id, publication),
  );
  events.push({ name: 'track-published', payload: { publication, participant } });
  return { next, events };
}

/** Where there is a track it tells; adapters may well make a new `attach` each time they repeat a fact. */
const isSameMedia = ({ publication, participant }: Found, media: RenderedMedia): boolean =>
  participant?.id === media.participantId &&
  (media.attach === attachNothing ||
    (publication.track === media.track &&
      (media.track !== undefined || publication.attach === media.attach)));

/** The vendor told of all that is published: what differs is what happened. */
export function replaceMedia(snapshot: SessionSnapshot, present: readonly RenderedMedia[]): Transition {
  const presentIds = new Set(present.map(({ id }) => id));
  const all = [
    snapshot.mixes,
    ...[...snapshot.participants.values()].map(({ publications }) => publications),
  ];
  const gone = all.flatMap((publications) => [...publications.keys()]).filter((id) => !presentIds.has(id));
  return inTurn(snapshot, [
    ...gone.map((id) => (before: SessionSnapshot) => removeMedia(before, id)),
    ...present.map((media) => (before: SessionSnapshot) => addMedia(before, media)),
  ]);
}

export function removeMedia(snapshot: SessionSnapshot, id: PublicationId): Transition {
  const found = findPublication(snapshot, id);
  if (found === undefined) return unchanged(snapshot);
  const { next, participant } = withPublications(snapshot, found.participant, (all) => withoutEntry(all, id));
  return {
    next,
    events: [{ name: 'track-unpublished', payload: { publication: found.publication, participant } }],
  };
}

const flagEvents = {
  muted: { on: 'track-muted', off: 'track-unmuted' },
  paused: { on: 'track-paused', off: 'track-resumed' },
} as const;

export function setMediaFlag(
  snapshot: SessionSnapshot,
  id: PublicationId,
  flag: 'muted' | 'paused',
  value: boolean,
): Transition {
  const found = findPublication(snapshot, id);
  if (found === undefined || found.publication[flag] === value) return unchanged(snapshot);
  const publication = { ...found.publication, [flag]: value };
  const { next, participant } = withPublications(snapshot, found.participant, (all) =>
    withEntry(all, id, publication),
  );
  return {
    next,
    events: [{ name: flagEvents[flag][value ? 'on' : 'off'], payload: { publication, participant } }],
  };
}
