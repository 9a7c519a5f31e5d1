import { kindOfSource, type ProviderEvent, type PublishableSource } from '@patchbay/contract';
import type { WherebyPerson } from './whereby-sdk.ts';
import {
  publicationId,
  publishable,
  trackOf,
  type WherebyHello,
  type WherebyTrack,
} from './whereby-translate.ts';

/** A remote publication as it was reported. */
export interface ShownMedia extends WherebyTrack, Readonly<Record<'id' | 'participantId', string>> {
  readonly source: PublishableSource;
}

export interface WherebyPeople {
  /** Reports who and what is there. */
  show(people: readonly WherebyPerson[]): void;
  greet(joinId: string, hello: WherebyHello): void;
  /** Whose join that is or was. */
  whose(joinId: string): string;
  readonly shown: ReadonlyMap<string, ShownMedia>;
}

/** Recorders and their like: billed, but nobody. */
const nobodies = ['recorder', 'streamer', 'captioner', 'assistant'];
const helloMilliseconds = 5000;

/**
 * The SDK tells the whole room each time, and so does this. Of metadata others see only an id: the user key
 * comes with the hello, and so does what somebody publishes, for their streams have a track of each kind always. Who comes is
 * told with their hello; who says none is told unnamed after a while, for nobody is to listen unseen.
 */
export function createWherebyPeople(
  self: string,
  report: (event: ProviderEvent) => void,
  onPatienceEnded: () => void,
): WherebyPeople {
  /** By the id of the join. */
  const hellos = new Map<string, WherebyHello>();
  const owners = new Map<string, string>();
  const unnamed = new Set<string>();
  const shown = new Map<string, ShownMedia>();
  let isFirst = true;

  const describe = (person: WherebyPerson, participantId: string, source: PublishableSource) => {
    const id = publicationId(participantId, source);
    const before = shown.get(id);
    const { media } = hellos.get(person.id) ?? {};
    const muted = media ? media[source] : before?.muted;
    // A stream that is renewed after a rejoin is missing for a moment: the old track stays until there is another.
    const track = trackOf(person, source) ?? before?.track;
    if (muted === undefined || !track) return [];
    return [{ id, participantId, source, kind: kindOfSource(source), track, muted }];
  };

  const meet = ({ id, externalId }: WherebyPerson): void => {
    owners.set(id, externalId ?? id);
    // Whoever was there first is not waited for.
    if (isFirst || externalId === null) return void unnamed.add(id);
    setTimeout(() => {
      unnamed.add(id);
      onPatienceEnded();
    }, helloMilliseconds);
  };

  return {
    shown,
    greet: (joinId, hello) => void hellos.set(joinId, hello),
    whose: (joinId) => owners.get(joinId) ?? joinId,
    show(people) {
      people.filter(({ id }) => !owners.has(id)).forEach(meet);
      const somebodies = people.filter(
        ({ id, roleName }) => !nobodies.includes(roleName) && (hellos.has(id) || unnamed.has(id)),
      );
      // Of two joins of one person the later one counts. Oneself is nobody else.
      const latest = new Map(somebodies.map((person) => [person.externalId ?? person.id, person]));
      latest.delete(self);
      const participants = [...latest].map(([id, join]) => ({ id, userKey: hellos.get(join.id)?.userKey }));
      const media = [...latest].flatMap(([id, join]) =>
        publishable.flatMap((source) => describe(join, id, source)),
      );
      shown.clear();
      for (const one of media) shown.set(one.id, one);
      isFirst = false;
      report({ type: 'roster', participants, media });
    },
  };
}
