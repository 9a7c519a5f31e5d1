import {
  type Capabilities,
  intersectCapabilities,
  type JoinTicket,
  type Json,
  type LocalParticipant,
  type LocalPublication,
  type LocalSource,
  type ParticipantId,
  type ProviderConnection,
  type ProviderEvent,
  type PublishOptions,
  type SessionEventName,
  type SessionEvents,
  type SessionStats,
  VideoError,
} from '@patchbay/contract';
import { AttachableFacts } from './attachable-facts.ts';
import { checkMessage, checkSource } from './check-verb.ts';
import { checkTicket } from './check-ticket.ts';
import { toVideoError, withDeadline } from './deadline.ts';
import { describeStats } from './describe-stats.ts';
import { EventEmitter } from './event-emitter.ts';
import type { JoinableSession } from './joinable-session.ts';
import { LocalMedia } from './local-media.ts';
import type { LeaveSeat } from './page-seats.ts';
import { PresenceHeartbeat } from './presence-heartbeat.ts';
import { allowsFallback, connectProvider, findDescriptor } from './provider-join.ts';
import {
  beginJoin,
  completeJoin,
  endSession,
  failJoin,
  forgetAttempt,
  removeLocalPublication,
  setLocalPublication,
} from './reduce-lifecycle.ts';
import { reduceProviderEvent } from './reduce-provider-event.ts';
import { defaultEnvironment, type SessionEnvironment } from './session-environment.ts';
import { defaultJoinTimeout, disconnectTimeout, type SessionOptions } from './session-options.ts';
import {
  initialSnapshot,
  isActive,
  isOver,
  type SessionSnapshot,
  type Transition,
} from './session-snapshot.ts';
import { VendorLine } from './vendor-line.ts';

/** The shell around the reducer: calls the vendor, feeds its facts to the reducer, tells what comes of them. */
export class SessionShell implements JoinableSession {
  readonly id: string;
  readonly #options: SessionOptions;
  readonly #environment: SessionEnvironment;
  readonly #emitter: EventEmitter;
  readonly #media: LocalMedia;
  readonly #end = new AbortController();
  readonly #facts = new AttachableFacts((resume) => this.#hear({ type: 'playback-blocked', resume }));
  readonly #line: VendorLine;
  #ticket: JoinTicket;
  #capabilities: Capabilities;
  #snapshot: SessionSnapshot = initialSnapshot;
  #connection: ProviderConnection | undefined;
  #heartbeat: PresenceHeartbeat | undefined;
  #resumePlayback: (() => Promise<void>) | undefined;
  /** What given-up attempts still have to clear away. */
  #settling: Promise<unknown> = Promise.resolve();
  #quiet: Promise<void> = Promise.resolve();
  #leaveSeat: LeaveSeat = () => undefined;

  constructor(ticket: JoinTicket, options: SessionOptions) {
    this.#environment = options.environment ?? defaultEnvironment();
    checkTicket(ticket, this.#environment.now());
    this.#ticket = ticket;
    this.#capabilities = ticket.capabilities;
    this.#options = options;
    this.id = this.#environment.randomId();
    this.#emitter = new EventEmitter(this.#environment.reportError);
    this.#line = new VendorLine({
      environment: this.#environment,
      verbTimeout: options.verbTimeout,
      provider: () => this.provider,
      translate: () => this.#connection?.translate,
      end: this.#end.signal,
    });
    this.#media = new LocalMedia(this.#mediaHost());
  }

  get provider() {
    return this.#ticket.provider;
  }

  get capabilities() {
    return this.#capabilities;
  }

  get state() {
    return this.#snapshot.state;
  }

  get participants() {
    return this.#snapshot.participants;
  }

  get mixes() {
    return this.#snapshot.mixes;
  }

  get local(): LocalParticipant {
    const { selfId, selfQuality, localPublications } = this.#snapshot;
    return {
      id: selfId,
      userKey: this.#ticket.participant.userKey,
      publications: localPublications,
      quality: selfQuality,
    };
  }

  async join(): Promise<void> {
    if (this.#snapshot.state !== 'idle') throw this.#invalidState('join', 'A session is joined once.');
    const { signal } = this.#options;
    const abandoned = new AbortController();
    const abandon = () => {
      if (this.#connection === undefined) abandoned.abort();
    };
    if (signal?.aborted === true) abandon();
    signal?.addEventListener('abort', abandon, { once: true });
    try {
      this.#apply(beginJoin(this.#snapshot));
      await this.#tryEach([this.#ticket, ...(this.#ticket.fallback ?? [])], abandoned.signal);
    } finally {
      signal?.removeEventListener('abort', abandon);
    }
  }

  async publish(source: LocalSource, options: PublishOptions = {}): Promise<LocalPublication> {
    this.#activeConnection('publish');
    checkSource(source, this.#capabilities, this.provider);
    return this.#media.publish(source, options.muted ?? false, options.signal);
  }

  async replace(publication: LocalPublication, source: LocalSource): Promise<LocalPublication> {
    this.#activeConnection('replace');
    checkSource(source, this.#capabilities, this.provider);
    return this.#media.replace(publication, source);
  }

  async unpublish(publication: LocalPublication): Promise<void> {
    this.#activeConnection('unpublish');
    return this.#media.unpublish(publication);
  }

  async setMuted(publication: LocalPublication, muted: boolean): Promise<LocalPublication> {
    this.#activeConnection('setMuted');
    return this.#media.setMuted(publication, muted);
  }

  async send(message: Json, options: { readonly to?: ParticipantId } = {}): Promise<void> {
    const connection = this.#activeConnection('send');
    checkMessage(message, options.to, this.participants, this.#capabilities, this.provider);
    await this.#line.ready();
    return this.#line.bounded('sending', () => connection.send(message, options.to));
  }

  async stats(): Promise<SessionStats> {
    const connection = this.#activeConnection('stats');
    const told = await this.#line.bounded('reading statistics', () => connection.stats());
    const providerIdOf = (id: string) => this.#media.providerIdOf(id);
    return describeStats(told, this.#environment.now(), this.#snapshot, providerIdOf);
  }

  async resumePlayback(): Promise<void> {
    this.#activeConnection('resumePlayback');
    const resume = this.#resumePlayback;
    if (resume === undefined) return;
    await this.#line.bounded('resuming playback', resume);
    if (this.#resumePlayback === resume) this.#resumePlayback = undefined;
  }

  leave(): Promise<void> {
    if (!isOver(this.#snapshot)) this.#apply(endSession(this.#snapshot, 'local', undefined));
    return this.#quiet;
  }

  on<Name extends SessionEventName>(
    name: Name,
    listener: (event: SessionEvents[Name]) => void,
    options: { readonly signal?: AbortSignal } = {},
  ): () => void {
    return this.#emitter.on(name, listener, options.signal);
  }

  async #tryEach(tickets: readonly JoinTicket[], abandoned: AbortSignal): Promise<void> {
    for (const [index, ticket] of tickets.entries()) {
      try {
        await this.#attempt(ticket, abandoned);
        return;
      } catch (error) {
        // Left from within a listener of `joined`: the join itself was made.
        if (this.#connection !== undefined) return;
        const failure = toVideoError(error, ticket.provider);
        if (isOver(this.#snapshot)) throw failure;
        this.#leaveSeat(this.#disconnect());
        if (index === tickets.length - 1 || !allowsFallback(failure)) {
          this.#apply(failJoin(this.#snapshot));
          throw failure;
        }
        this.#apply(forgetAttempt(this.#snapshot));
      }
    }
  }

  async #attempt(ticket: JoinTicket, abandoned: AbortSignal): Promise<void> {
    checkTicket(ticket, this.#environment.now());
    this.#ticket = ticket;
    const descriptor = findDescriptor(this.#options.providers, ticket);
    this.#capabilities = intersectCapabilities(descriptor.capabilities, ticket.capabilities);
    const { joinTimeout = defaultJoinTimeout } = this.#options;
    const signals = [this.#end.signal, abandoned];
    const bounds = { provider: ticket.provider, milliseconds: joinTimeout, doing: 'joining', signals };
    await connectProvider(this.#environment, descriptor, ticket, bounds, {
      report: (event) => this.#hear(event),
      adopt: (connection) => {
        this.#connection = connection;
        this.#heartbeat = new PresenceHeartbeat(this.#environment, ticket.metering, this);
        this.#apply(completeJoin(this.#snapshot, connection.participantId));
      },
      settling: (work) => (this.#settling = Promise.allSettled([this.#settling, work])),
      seated: (leave) => (this.#leaveSeat = leave),
    });
  }

  #hear(event: ProviderEvent): void {
    if (event.type === 'local-ended') return this.#media.ended(event.id);
    this.#line.hear(event);
    if (event.type === 'playback-blocked') this.#resumePlayback = event.resume;
    this.#apply(reduceProviderEvent(this.#snapshot, this.#facts.of(event)));
  }

  /** Lets go of everything before it tells the end, so that whoever hears of it finds the devices off. */
  #apply({ next, events }: Transition): void {
    this.#snapshot = next;
    this.#facts.follow(next);
    if (isOver(next)) this.#letGo();
    this.#emitter.emit(events);
    if (isOver(next)) this.#emitter.close();
  }

  #letGo(): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort();
    this.#media.releaseAll();
    this.#heartbeat?.stop();
    this.#quiet = this.#disconnect();
    this.#leaveSeat(this.#quiet);
  }

  async #disconnect(): Promise<void> {
    const bounds = {
      provider: this.provider,
      milliseconds: disconnectTimeout,
      doing: 'leaving',
      signals: [],
    };
    try {
      await withDeadline(this.#environment, bounds, async () => {
        await Promise.all([this.#settling, this.#connection?.disconnect()]);
      });
    } catch {
      // Leaving never fails for the caller: a vendor that cannot say goodbye is left all the same.
    }
  }

  #activeConnection(verb: string): ProviderConnection {
    if (this.#connection === undefined || !isActive(this.#snapshot)) {
      throw this.#invalidState(verb, 'It needs a joined session.');
    }
    return this.#connection;
  }

  #invalidState(verb: string, hint: string): VideoError {
    const message = `"${verb}" is not possible while the session is ${this.#snapshot.state}. ${hint}`;
    return new VideoError('invalid-state', message, { provider: this.provider });
  }

  #mediaHost() {
    return {
      environment: this.#environment,
      capabilities: () => this.#capabilities,
      connection: () => (isActive(this.#snapshot) ? this.#connection : undefined),
      line: this.#line,
      changed: (publication: LocalPublication) =>
        this.#apply(setLocalPublication(this.#snapshot, publication)),
      removed: (publication: LocalPublication, reason: 'requested' | 'ended' | 'left') =>
        this.#apply(removeLocalPublication(this.#snapshot, publication, reason)),
    };
  }
}
