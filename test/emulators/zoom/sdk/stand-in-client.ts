import type { ExecutedResult, Participant, VideoClient } from '@zoom/videosdk';
import type { ToClient, WireUser } from '../zoom-wire.ts';
import { PeerLinks } from './peer-links.ts';
import { Signalling } from './signalling.ts';
import { StandInStream } from './stand-in-stream.ts';
import { definePlayers } from './video-player.ts';
import { refuse } from './zoom-failure.ts';

type InitOptions = NonNullable<Parameters<typeof VideoClient.init>[2]>;
type Listener = (payload: unknown) => void;
type State = 'idle' | 'joining' | 'Connected' | 'Reconnecting' | 'Closed';

const longestCommand = 512;

/** One page's client, in the semantics of @zoom/videosdk 2.5.0 as far as its adapter touches them. */
export class StandInClient {
  readonly links = new PeerLinks({
    signal: (to, signal) => this.#signalling?.send({ type: 'signal', to, signal }),
    onTrack: (from, lane, track) => this.#stream.receive(from, lane, track),
  });
  state: State = 'idle';
  userId = 0;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #stream = new StandInStream(this);
  readonly #speakers = new Map<number, boolean>();
  #users: readonly WireUser[] = [];
  #endpoint = '';
  #signalling: Signalling | undefined;
  #settleJoin: ((failure?: { readonly reason: string; readonly errorCode: number }) => void) | undefined;

  async init(_language: string, _assets: string, options: InitOptions = {}): Promise<''> {
    // Never Zoom's own servers: a stand-in that is told nothing goes nowhere.
    this.#endpoint = options.webEndpoint ?? 'nowhere.invalid';
    definePlayers();
    return '';
  }

  async join(topic: string, token: string, userName: string): ExecutedResult {
    if (this.state !== 'idle') return refuse('INVALID_OPERATION', 'duplicated operation', 5012);
    this.state = 'joining';
    const joined = new Promise<{ readonly reason: string; readonly errorCode: number } | undefined>(
      (resolve) => {
        this.#settleJoin = resolve;
      },
    );
    const signalling = new Signalling(this.#endpoint, {
      onMessage: (message) => this.#hear(message),
      onBroken: () => this.#breakDown(),
    });
    this.#signalling = signalling;
    await signalling.open().then(
      () => signalling.send({ type: 'join', topic, token, userName }),
      () => this.#settleJoin?.({ reason: 'connection error', errorCode: 200 }),
    );
    const failure = await joined;
    this.#settleJoin = undefined;
    if (failure === undefined) return '';
    this.state = 'Closed';
    return refuse('JOIN_MEETING_FAILED', failure.reason, failure.errorCode);
  }

  async leave(): ExecutedResult {
    this.#settleJoin?.({ reason: 'LEAVING_MEETING', errorCode: 3 });
    await this.#close();
    return '';
  }

  getMediaStream(): StandInStream {
    return this.#stream;
  }

  getCommandClient() {
    return { send: (text: string, target?: unknown) => this.#command(text, target) };
  }

  getCurrentUserInfo(): Participant {
    return this.#describe(this.wireUser(this.userId) ?? nobody);
  }

  getAllUser(): Participant[] {
    return this.#users.map((user) => this.#describe(user));
  }

  on(event: string, listener: (payload: never) => void): void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener as Listener));
  }

  emit(event: string, payload?: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(payload);
  }

  wireUser(userId: number): WireUser | undefined {
    return this.#users.find((user) => user.userId === userId);
  }

  get others(): readonly WireUser[] {
    return this.#users.filter(({ userId }) => userId !== this.userId);
  }

  /** Undefined when the session is there, else the refusal of a verb. */
  refusal(): Promise<never> | undefined {
    if (this.state === 'Connected') return undefined;
    return this.state === 'Reconnecting'
      ? refuse('IMPROPER_MEETING_STATE', 'reconnecting', 5003)
      : refuse('IMPROPER_MEETING_STATE', 'closed', 5002);
  }

  /** What the server has to confirm before it is so. */
  ask(change: Partial<WireUser>): void {
    this.#signalling?.send({ type: 'change', change });
  }

  change(change: Partial<WireUser>): void {
    this.#users = this.#users.map((user) => (user.userId === this.userId ? { ...user, ...change } : user));
    this.ask(change);
  }

  tellSpeakerOnly(isSpeakerOnly: boolean): void {
    this.#speakers.set(this.userId, isSpeakerOnly);
    this.#signalling?.send({ type: 'speaker-only', isSpeakerOnly });
  }

  #hear(message: ToClient): void {
    switch (message.type) {
      case 'joined':
        return this.#enter(message.userId, message.users);
      case 'refused':
        return this.#settleJoin?.(message);
      case 'users':
        return this.#update(message.users);
      case 'command': {
        const { senderId, text } = message;
        return this.emit('command-channel-message', {
          senderId: String(senderId),
          text,
          timestamp: Date.now(),
        });
      }
      case 'speaker-only':
        this.#speakers.set(message.senderId, message.isSpeakerOnly);
        return this.emit('user-updated', [{ userId: message.senderId }]);
      case 'signal':
        return void this.links.hear(message.senderId, message.signal).catch(() => undefined);
      case 'closed':
        void this.#close();
        return this.emit('connection-change', { state: 'Closed', reason: message.reason });
    }
  }

  #enter(userId: number, users: readonly WireUser[]): void {
    this.userId = userId;
    const wasBroken = this.state === 'Reconnecting';
    this.state = 'Connected';
    if (wasBroken) {
      this.#update(users);
      for (const { userId: other } of this.others) void this.links.offerAgain(other);
      this.emit('connection-change', { state: 'Connected' });
      return;
    }
    this.#users = users;
    for (const other of this.others) void this.links.offer(other.userId);
    this.emit('connection-change', { state: 'Connected' });
    this.#settleJoin?.();
  }

  #update(users: readonly WireUser[]): void {
    const before = new Map(this.#users.map((user) => [user.userId, user]));
    this.#users = users;
    const after = new Set(users.map(({ userId }) => userId));
    const added = users.filter(({ userId }) => !before.has(userId));
    const removed = [...before.values()].filter(({ userId }) => !after.has(userId));
    for (const { userId } of added) {
      void this.links.offer(userId);
      // Newcomers hear a little later who only listens, and nothing of the others.
      if (this.#speakers.get(this.userId) === true)
        setTimeout(
          () => this.#signalling?.send({ type: 'speaker-only', isSpeakerOnly: true, to: userId }),
          150,
        );
    }
    for (const { userId } of removed) {
      this.links.drop(userId);
      this.#stream.forget(userId);
    }
    if (added.length > 0) this.emit('user-added', added);
    if (removed.length > 0) this.emit('user-removed', removed);
    const updated = users.filter((user) => JSON.stringify(before.get(user.userId)) !== JSON.stringify(user));
    if (updated.length > 0) this.emit('user-updated', updated);
    for (const user of updated) {
      const was = before.get(user.userId);
      if (was?.isInFailover === true && !user.isInFailover) void this.links.offerAgain(user.userId);
      if (was !== undefined && was.bVideoOn !== user.bVideoOn)
        this.emit('peer-video-state-change', {
          action: user.bVideoOn ? 'Start' : 'Stop',
          userId: user.userId,
        });
      if (was !== undefined && was.sharerOn !== user.sharerOn)
        this.emit('peer-share-state-change', {
          action: user.sharerOn ? 'Start' : 'Stop',
          userId: user.userId,
        });
    }
  }

  #breakDown(): void {
    if (this.state !== 'Connected') return;
    this.state = 'Reconnecting';
    this.emit('connection-change', { state: 'Reconnecting', reason: 'failover' });
  }

  async #close(): Promise<void> {
    this.state = 'Closed';
    this.#stream.close();
    this.links.close();
    await this.#signalling?.close();
  }

  async #command(text: string, target: unknown) {
    const refusal = this.refusal();
    if (refusal !== undefined) return refusal;
    if (new TextEncoder().encode(text).length > longestCommand)
      return refuse('INVALID_PARAMETERS', 'message is too long', 7103);
    const to = typeof target === 'number' ? target : undefined;
    this.#signalling?.send({ type: 'command', text, ...(to !== undefined && { to }) });
    return { senderId: this.userId, text, timestamp: Date.now() };
  }

  #describe(user: WireUser): Participant {
    const { userId, displayName, audio, muted, bVideoOn, sharerOn, sharerPause, isInFailover, userKey } =
      user;
    const isSpeakerOnly = this.#speakers.get(userId);
    return {
      userId,
      displayName,
      audio,
      bVideoOn,
      sharerOn,
      sharerPause,
      isInFailover,
      ...(audio !== '' && { muted }),
      ...(userKey !== undefined && { userKey, userIdentity: userKey }),
      ...(isSpeakerOnly !== undefined && { isSpeakerOnly }),
      isHost: false,
      isManager: false,
      isAllowIndividualRecording: false,
      isVideoConnect: true,
    };
  }
}

const nobody: WireUser = {
  userId: 0,
  displayName: '',
  audio: '',
  muted: false,
  bVideoOn: false,
  sharerOn: false,
  sharerPause: false,
  isInFailover: false,
};
