import { kindOfSource, type ProviderEvent, type PublishableSource, type UserKey } from '@patchbay/contract';
import type { WherebyPerson } from './whereby-sdk.ts';
import {
  guessMedia,
  isSomebody,
  participantOf,
  publicationId,
  publishable,
  trackOf,
  type WherebyHello,
  type WherebyMedia,
} from './whereby-translate.ts';

export interface ShownMedia {
  readonly id: string;
  readonly participantId: string;
  readonly source: PublishableSource;
  readonly track: MediaStreamTrack;
  readonly muted: boolean;
}

export interface WherebyPeople {
  /** Reports how the room differs from what was reported. */
  show(people: readonly WherebyPerson[]): void;
  greet(joinId: string, hello: WherebyHello): void;
  /** Whose join that is or was. */
  whose(joinId: string): string;
  readonly shown: ReadonlyMap<string, ShownMedia>;
  stop(): void;
}

const helloMilliseconds = 5000;

/**
 * The SDK tells the whole room each time; this tells the session what is new. Whereby has no metadata of a participant that
 * others see, but for an id: who comes is told with their hello, or unnamed when none comes in time. What somebody publishes
 * is in the hello too, for their streams have a track of each kind always.
 */
export function createWherebyPeople(
  participant: string,
  report: (event: ProviderEvent) => void,
  onPatienceEnded: () => void,
): WherebyPeople {
  /** By the id of the join. */
  const hellos = new Map<string, WherebyHello>();
  const owners = new Map<string, string>();
  const userKeys = new Map<string, UserKey>();
  /** Who may be told without a hello; undefined until the first look at the room, when everybody may. */
  let known: Set<string> | undefined;
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const shown = new Map<string, ShownMedia>();
  let told = '';

  const waitFor = (newcomer: string): void => {
    if (timers.has(newcomer)) return;
    const timer = setTimeout(() => {
      timers.delete(newcomer);
      known?.add(newcomer);
      onPatienceEnded();
    }, helloMilliseconds);
    timers.set(newcomer, timer);
  };
  const isReady = ({ id, externalId }: WherebyPerson): boolean =>
    externalId === null || hellos.has(id) || known?.has(externalId) !== false;

  const showMedia = (person: WherebyPerson): void => {
    const participantId = participantOf(person);
    const hello = hellos.get(person.id);
    const media = hello?.media ?? (person.externalId === null ? guessMedia(person) : undefined);
    if (media) for (const source of publishable) showSource(person, participantId, source, media);
  };
  const showSource = (
    person: WherebyPerson,
    participantId: string,
    source: PublishableSource,
    media: WherebyMedia,
  ): void => {
    const id = publicationId(participantId, source);
    const muted = media[source];
    const before = shown.get(id);
    if (muted === undefined) {
      if (shown.delete(id)) report({ type: 'media-removed', id });
      return;
    }
    // A stream that is renewed after a rejoin is missing for a moment: the old track stays until there is another.
    const track = trackOf(person, source) ?? before?.track;
    if (!track) return;
    const about = { id, participantId, source, track, muted };
    shown.set(id, about);
    if (before?.track !== track)
      report({ type: 'media-added', media: { ...about, kind: kindOfSource(source) } });
    else if (before.muted !== muted) report({ type: 'media-muted', id, muted });
  };

  return {
    shown,
    greet(joinId, hello) {
      hellos.set(joinId, hello);
    },
    whose: (joinId) => owners.get(joinId) ?? joinId,
    show(people) {
      // Of two joins of one person the later one counts. Oneself is nobody else.
      const latest = new Map(people.filter(isSomebody).map((person) => [participantOf(person), person]));
      for (const [owner, { id }] of latest) owners.set(id, owner);
      latest.delete(participant);
      const present = [...latest.values()].filter(isReady);
      for (const [newcomer, person] of latest) {
        const userKey = hellos.get(person.id)?.userKey;
        if (userKey !== undefined) userKeys.set(newcomer, userKey);
        if (!isReady(person)) waitFor(newcomer);
      }
      known = new Set(present.map(participantOf));
      const participants = [...known].map((id) => ({ id, userKey: userKeys.get(id) }));
      const roster = JSON.stringify(participants);
      if (roster !== told) report({ type: 'roster', participants });
      told = roster;
      // The session takes their publications away with them.
      for (const [id, { participantId }] of shown) if (!known.has(participantId)) shown.delete(id);
      for (const person of present) showMedia(person);
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
