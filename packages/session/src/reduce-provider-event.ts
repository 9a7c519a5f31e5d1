import type {
  ParticipantId,
  ProviderEvent,
  ProviderParticipant,
  Quality,
  RemoteParticipant,
  SessionEvent,
} from '@patchbay/contract';
import { withEntry } from './immutable-map.ts';
import { addMedia, removeMedia, replaceMedia, setMediaFlag } from './reduce-media.ts';
import { addParticipant, removeParticipant, replaceRoster } from './reduce-roster.ts';
import { endSession, moveTo } from './reduce-lifecycle.ts';
import type { RenderedMedia } from './render-track.ts';
import { inTurn, isOver, type SessionSnapshot, type Transition, unchanged } from './session-snapshot.ts';

/** A fact from the vendor about the room, its media made attachable. */
export type SessionFact =
  | Exclude<ProviderEvent, { readonly type: 'roster' | 'media-added' | 'local-ended' }>
  | {
      readonly type: 'roster';
      readonly participants: readonly ProviderParticipant[];
      readonly media?: readonly RenderedMedia[] | undefined;
    }
  | { readonly type: 'media-added'; readonly media: RenderedMedia };

/**
 * What a fact from the vendor does to the session. Before `joined` the facts only build the snapshot: whoever and
 * whatever was there is told once, by `joined` itself.
 */
export function reduceProviderEvent(snapshot: SessionSnapshot, event: SessionFact): Transition {
  if (isOver(snapshot) || snapshot.state === 'idle') return unchanged(snapshot);
  // A connection that closes before it was up is a failed join, which the shell handles.
  if (snapshot.state === 'joining' && event.type === 'closed') return unchanged(snapshot);
  const transition = applyEvent(snapshot, event);
  if (snapshot.state !== 'joining') return transition;
  const worthKeeping = transition.events.filter(
    ({ name }) => name === 'message-received' || name === 'playback-blocked',
  );
  return { next: { ...transition.next, deferred: [...snapshot.deferred, ...worthKeeping] }, events: [] };
}

function applyEvent(snapshot: SessionSnapshot, event: SessionFact): Transition {
  switch (event.type) {
    case 'roster':
      return inTurn(snapshot, [
        (before) => replaceRoster(before, event.participants),
        (before) => (event.media ? replaceMedia(before, event.media) : unchanged(before)),
      ]);
    case 'participant-joined':
      return addParticipant(snapshot, event.participant);
    case 'participant-left':
      return removeParticipant(snapshot, event.participantId);
    case 'media-added':
      return addMedia(snapshot, event.media);
    case 'media-removed':
      return removeMedia(snapshot, event.id);
    case 'media-muted':
      return setMediaFlag(snapshot, event.id, 'muted', event.muted);
    case 'media-paused':
      return setMediaFlag(snapshot, event.id, 'paused', event.paused);
    case 'message':
      return event.from === snapshot.selfId
        ? unchanged(snapshot)
        : tell(snapshot, { name: 'message-received', payload: { from: event.from, message: event.message } });
    case 'quality':
      return changeQuality(snapshot, event.participantId, event.quality);
    case 'active-speakers':
      return changeSpeakers(snapshot, event.participantIds);
    case 'interrupted':
      return interrupt(snapshot, event.scope);
    case 'restored':
      return snapshot.state === 'reconnecting'
        ? moveTo(snapshot, 'joined', { name: 'reconnected', payload: { scope: snapshot.interruptedScope } })
        : unchanged(snapshot);
    case 'playback-blocked':
      return tell(snapshot, { name: 'playback-blocked', payload: { resume: event.resume } });
    case 'closed':
      return endSession(snapshot, event.reason, event.error);
  }
}

const tell = (snapshot: SessionSnapshot, event: SessionEvent): Transition => ({
  next: snapshot,
  events: [event],
});

function changeQuality(
  snapshot: SessionSnapshot,
  id: ParticipantId | undefined,
  quality: Quality,
): Transition {
  if (id === undefined || id === snapshot.selfId) {
    return snapshot.selfQuality === quality
      ? unchanged(snapshot)
      : {
          next: { ...snapshot, selfQuality: quality },
          events: [{ name: 'quality-changed', payload: { quality, participant: undefined } }],
        };
  }
  const known = snapshot.participants.get(id);
  if (known === undefined || known.quality === quality) return unchanged(snapshot);
  const participant = { ...known, quality };
  return {
    next: { ...snapshot, participants: withEntry(snapshot.participants, id, participant) },
    events: [{ name: 'quality-changed', payload: { quality, participant } }],
  };
}

function changeSpeakers(snapshot: SessionSnapshot, ids: readonly ParticipantId[]): Transition {
  const speakerIds = ids.filter((id) => snapshot.participants.has(id));
  if (speakerIds.join('\n') === snapshot.speakerIds.join('\n')) return unchanged(snapshot);
  const participants = new Map<ParticipantId, RemoteParticipant>();
  for (const [id, participant] of snapshot.participants) {
    const speaking = speakerIds.includes(id);
    participants.set(id, participant.speaking === speaking ? participant : { ...participant, speaking });
  }
  const speakers = speakerIds.flatMap((id) => participants.get(id) ?? []);
  return {
    next: { ...snapshot, participants, speakerIds },
    events: [{ name: 'active-speakers-changed', payload: { participants: speakers } }],
  };
}

function interrupt(snapshot: SessionSnapshot, scope: 'signalling' | 'media'): Transition {
  if (snapshot.state === 'joining') return unchanged(snapshot);
  if (snapshot.state === 'reconnecting') {
    // Media is the graver of the two: say so when it joins an interruption of signalling, and not the other way round.
    if (scope === 'signalling' || snapshot.interruptedScope === 'media') return unchanged(snapshot);
    return {
      next: { ...snapshot, interruptedScope: scope },
      events: [{ name: 'reconnecting', payload: { scope } }],
    };
  }
  return moveTo({ ...snapshot, interruptedScope: scope }, 'reconnecting', {
    name: 'reconnecting',
    payload: { scope },
  });
}
