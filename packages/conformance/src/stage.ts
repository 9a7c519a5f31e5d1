import type {
  Capabilities,
  Json,
  MediaKind,
  MediaSource,
  PublicationId,
  RemoteParticipant,
  RemotePublication,
} from '@patchbay/contract';
import { defaultEnvironment, type SessionEnvironment } from '@patchbay/session';
import { type Actor, type ActorTerms, createActor } from './actor.ts';
import { eventually, within } from './eventually.ts';
import type { HarnessRoom, HarnessRoomOptions, ProviderHarness } from './harness.ts';
import { FakeCapture } from './media/fake-capture.ts';

interface JoinTerms extends ActorTerms {
  readonly room?: HarnessRoom;
  /** Instead of the room's. */
  readonly credentials?: Json;
}

/** What one scenario plays on: a room and people of its own, cleared away at the end. */
export class Stage {
  readonly harness: ProviderHarness;
  readonly patience: number;
  readonly #environment: SessionEnvironment;
  readonly #actors: Actor[] = [];
  readonly #rooms: HarnessRoom[] = [];
  readonly #rawTracks: MediaStreamTrack[] = [];
  readonly #cleanups: (() => unknown)[] = [];
  #room: Promise<HarnessRoom> | undefined;
  #isClosed = false;

  constructor(harness: ProviderHarness, patience: number) {
    const environment = { ...defaultEnvironment(), ...harness.environment };
    this.harness = harness;
    this.patience = patience;
    this.#environment = { ...environment, capture: environment.capture ?? new FakeCapture() };
  }

  get capabilities(): Capabilities {
    return this.harness.descriptor.capabilities;
  }

  /** Undone at the end, whatever becomes of the scenario. */
  afterwards(undo: () => unknown): void {
    this.#cleanups.push(undo);
  }

  /** What `check` gives once it gives something; fails with the words given when patience ends. */
  eventually<Value>(what: string, check: () => Value | undefined | null | false): Promise<Value> {
    return eventually(what, this, check);
  }

  /** The promise's value, unless it takes longer than patience lasts. */
  soon<Value>(what: string, promise: Promise<Value>): Promise<Value> {
    return within(what, this, promise);
  }

  /** The room in which the scenario plays unless it says otherwise. */
  room(): Promise<HarnessRoom> {
    this.#room ??= this.openRoom();
    return this.#room;
  }

  async openRoom(options?: HarnessRoomOptions): Promise<HarnessRoom> {
    this.#requireOpen();
    const room = await this.harness.openRoom(options);
    this.#rooms.push(room);
    return room;
  }

  /** Somebody with a ticket who has not joined yet. */
  async actor(terms: JoinTerms = {}): Promise<Actor> {
    const userKey = terms.userKey ?? `user-${crypto.randomUUID()}`;
    const ticketed = async () => (terms.room ?? (await this.room())).credentials(userKey);
    const credentials = terms.credentials === undefined ? await ticketed() : terms.credentials;
    this.#requireOpen();
    const actor = createActor(this.harness, this.#environment, credentials, { ...terms, userKey });
    this.#actors.push(actor);
    return actor;
  }

  async join(terms: JoinTerms = {}): Promise<Actor> {
    const actor = await this.actor(terms);
    await actor.session.join();
    return actor;
  }

  /** Two people who see each other. */
  async pair(): Promise<readonly [Actor, Actor]> {
    const first = await this.join();
    const second = await this.join();
    await this.sees(first, second);
    await this.sees(second, first);
    return [first, second];
  }

  /** Whom `observer` knows by the other's `userKey`. */
  sees(observer: Actor, other: Actor): Promise<RemoteParticipant> {
    return this.eventually('one person sees the other', () => personOf(observer, other));
  }

  gone(observer: Actor, other: Actor): Promise<true> {
    return this.eventually(
      'one person no longer sees the other',
      () => personOf(observer, other) === undefined,
    );
  }

  /** The other's publication of that source, as `observer` has it, once it is as wanted. */
  seesPublication(
    observer: Actor,
    other: Actor,
    source: MediaSource,
    wanted: (publication: RemotePublication) => boolean = () => true,
  ): Promise<RemotePublication> {
    return this.eventually(`one person sees the other's ${source} as it is`, () =>
      publicationsOf(observer, other).find(
        (publication) => publication.source === source && wanted(publication),
      ),
    );
  }

  seesNone(observer: Actor, other: Actor, source: MediaSource): Promise<true> {
    return this.eventually(`one person no longer sees the other's ${source}`, () =>
      publicationsOf(observer, other).every((publication) => publication.source !== source),
    );
  }

  /** The observer's mix of that kind, from a provider that mixes. */
  seesMix(observer: Actor, kind: MediaKind): Promise<RemotePublication> {
    return this.eventually(`one person has the mix's ${kind}`, () =>
      [...observer.session.mixes.values()].find((mix) => mix.kind === kind),
    );
  }

  /** Of that remote publication, by the statistics of whoever has it; rejects once nobody does. */
  async bytesReceived(id: PublicationId): Promise<number> {
    const observer = this.#actors.find(({ session }) =>
      [...session.participants.values()].some(({ publications }) => publications.has(id)),
    );
    if (observer === undefined) throw new Error('Nobody has that publication.');
    const { inbound } = await observer.session.stats();
    return inbound.find(({ publicationId }) => publicationId === id)?.bytesReceived ?? 0;
  }

  /** A track of the application's own: live until the scenario is over, and nobody's to stop. */
  async rawTrack(kind: MediaKind): Promise<MediaStreamTrack> {
    const { capture = new FakeCapture() } = this.#environment;
    const stream = await capture.getUserMedia(kind === 'video' ? { video: true } : { audio: true });
    const [track] = stream.getTracks();
    if (track === undefined) throw new Error(`There is no ${kind} device to take a raw track from.`);
    this.#rawTracks.push(track);
    return track;
  }

  /** Ends everything. What a provider cannot end in time is left behind: the scenario has been judged already. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const undo of this.#cleanups) undo();
    const leaving = this.#actors.map(({ session }) => session.leave());
    await this.soon('everybody has left', Promise.allSettled(leaving)).catch(() => undefined);
    for (const track of this.#rawTracks) track.stop();
    const closing = this.#rooms.map((room) => room.close());
    await this.soon('the rooms are closed', Promise.allSettled(closing)).catch(() => undefined);
  }

  /** A scenario that ran out of time may still be going on: it gets nobody new. */
  #requireOpen(): void {
    if (this.#isClosed) throw new Error('The scenario is over.');
  }
}

export const personOf = (observer: Actor, { userKey }: Actor): RemoteParticipant | undefined =>
  [...observer.session.participants.values()].find((participant) => participant.userKey === userKey);

export const publicationsOf = (observer: Actor, other: Actor): readonly RemotePublication[] => [
  ...(personOf(observer, other)?.publications.values() ?? []),
];
