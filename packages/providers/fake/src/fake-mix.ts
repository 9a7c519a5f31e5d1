import type {
  MediaKind,
  ParticipantId,
  ProviderEvent,
  ProviderMedia,
  ProviderParticipant,
  PublicationId,
  PublishableSource,
} from '@patchbay/contract';
import type { TrackFactory } from './fake-publication.ts';

type Report = (event: ProviderEvent) => void;

export const mixKinds = ['video', 'audio'] as const satisfies readonly MediaKind[];

/** A part of the mix as its receiver is told of it. */
export function describeMix(kind: MediaKind, createTrack: TrackFactory | undefined): ProviderMedia {
  const about = { id: `mix-${kind}`, participantId: undefined, source: 'mix', kind, muted: false } as const;
  const track = createTrack?.(kind);
  return track === undefined ? { ...about, track, attach: () => () => undefined } : { ...about, track };
}

/**
 * What a receiver hears of a room whose vendor mixes: one picture and one sound from the beginning, and of each person only what
 * they send nothing of. Screens come apart, as a bridge's presentations do.
 */
export function mixFacts(report: Report, createTrack: TrackFactory | undefined): Report {
  const people = new Map<ParticipantId, ProviderParticipant>();
  const sent = new Map<PublicationId, Pick<ProviderMedia, 'participantId' | 'source' | 'muted'>>();

  const described = (person: ProviderParticipant): ProviderParticipant => {
    const heard = [...sent.values()].filter(
      ({ participantId, muted }) => participantId === person.id && !muted,
    );
    const sources: readonly PublishableSource[] = ['microphone', 'camera'];
    return { ...person, mutedInMix: sources.filter((source) => heard.every((one) => one.source !== source)) };
  };
  const tellOf = (id: ParticipantId | undefined): void => {
    const person = id === undefined ? undefined : people.get(id);
    if (person) report({ type: 'participant-joined', participant: described(person) });
  };

  const forget = (id: PublicationId): void => {
    const owner = sent.get(id)?.participantId;
    sent.delete(id);
    tellOf(owner);
  };

  return (event) => {
    if (event.type === 'roster') {
      people.clear();
      for (const person of event.participants) people.set(person.id, person);
      report({ ...event, participants: event.participants.map(described) });
      for (const kind of mixKinds) report({ type: 'media-added', media: describeMix(kind, createTrack) });
    } else if (event.type === 'participant-joined') {
      people.set(event.participant.id, event.participant);
      tellOf(event.participant.id);
    } else if (event.type === 'participant-left') {
      people.delete(event.participantId);
      for (const [id, { participantId }] of sent) if (participantId === event.participantId) forget(id);
      report(event);
    } else if (event.type === 'media-added' && event.media.source !== 'screen') {
      sent.set(event.media.id, event.media);
      tellOf(event.media.participantId);
    } else if (event.type === 'media-muted' && sent.has(event.id)) {
      const one = sent.get(event.id);
      if (one) sent.set(event.id, { ...one, muted: event.muted });
      tellOf(one?.participantId);
    } else if (event.type === 'media-removed' && sent.has(event.id)) forget(event.id);
    else report(event);
  };
}
