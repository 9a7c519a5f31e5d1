import type { DailyPersonState, Told } from '../daily-wire.ts';
import { type CallSignalling, connectSignalling } from './call-signalling.ts';
import { type PeerSignal, ReceivingPeer, SendingPeer } from './peer-media.ts';

type Message = Readonly<Record<string, unknown>> & {
  readonly action?: string;
  readonly callbackStamp?: string;
};
type Kind = 'audio' | 'video';

interface Instance {
  tracks: { audioTrack?: MediaStreamTrack; videoTrack?: MediaStreamTrack; customTrack?: MediaStreamTrack };
  callMachine?: object;
}

interface Other {
  state: DailyPersonState;
  readonly sending: SendingPeer;
  readonly receiving: ReceivingPeer;
}

/** Names that daily-js looks for among streams; custom tracks keep their own. */
const streamTypes: Readonly<Record<string, string>> = { video: 'cam', audio: 'cam' };
const builtIn = ['audio', 'video', 'screenAudio', 'screenVideo'];

/** Stands in for Daily's call machine in one call: speaks to daily-js by window messages, to the emulator by a WebSocket. */
export function startCallMachine(id: string, kept: readonly unknown[]): void {
  const { _daily: page } = window as unknown as {
    readonly _daily: { readonly instances: Record<string, Instance> };
  };
  const instance = page.instances[id];
  if (!instance) return;
  const shared = instance.tracks;
  const others = new Map<string, Other>();
  const streams: Record<string, object> = {};
  const camera = new MediaStream();
  const customTracks: Record<string, { track: MediaStreamTrack }> = {};
  const wanted: Record<'audio' | 'video', boolean> = { audio: false, video: false };
  let self: DailyPersonState | undefined;
  let signalling: CallSignalling | undefined;
  let isInterrupted = false;

  const local = { public: { customTracks }, streams: { cam: { stream: camera } } };
  const state = { local, streams, participants: {} };
  const store = { getState: () => state, dispatch: () => undefined, subscribe: () => () => undefined };
  instance.callMachine = { store, reset: () => undefined };

  const post = (message: object): void =>
    window.postMessage(
      { ...message, what: 'iframe-call-message', from: 'embedded', callClientId: id },
      location.origin,
    );
  const answer = ({ callbackStamp }: Message, message: object): void => post({ ...message, callbackStamp });

  const isHere = (session: string, name: string, kind: Kind): boolean =>
    `${session}/${name}/${kind}` in streams;
  const trackOf = (on: Kind | undefined, isPlayable: boolean, kind: Kind) =>
    on
      ? { subscribed: true, kind, state: isPlayable ? 'playable' : 'loading' }
      : { subscribed: true, kind, state: 'off', off: { byUser: true } };
  const personOf = ({ session, userId, userData, joinedAt, tracks }: DailyPersonState, isLocal: boolean) => {
    const names = new Set([...builtIn, ...Object.keys(tracks)]);
    const described = [...names].map((name) => {
      const kind = tracks[name] ?? (name.toLowerCase().endsWith('audio') ? 'audio' : 'video');
      return [name, trackOf(tracks[name], isLocal || isHere(session, name, kind), kind)] as const;
    });
    return {
      session_id: session,
      user_id: userId,
      user_name: '',
      userData,
      joined_at: new Date(joinedAt),
      local: isLocal,
      owner: false,
      record: false,
      networkQualityState: 'good',
      tracks: Object.fromEntries(described),
    };
  };
  const tellUpdated = (person: DailyPersonState, isLocal: boolean): void =>
    post({ action: 'participant-updated', participant: personOf(person, isLocal) });

  /** What is on, by name. */
  const sent = (): ReadonlyMap<string, MediaStreamTrack> => {
    const all = new Map(Object.entries(customTracks).map(([name, { track }]) => [name, track]));
    if (wanted.audio && shared.audioTrack) all.set('audio', shared.audioTrack);
    if (wanted.video && shared.videoTrack) all.set('video', shared.videoTrack);
    return all;
  };
  const sendTo = (other: Other, names: Iterable<string>): void => {
    const tracks = sent();
    for (const name of names) other.sending.set(name, tracks.get(name) ?? null);
  };
  const changed = (...names: readonly string[]): void => {
    for (const track of camera.getTracks()) camera.removeTrack(track);
    for (const track of [shared.audioTrack, shared.videoTrack]) if (track) camera.addTrack(track);
    for (const other of others.values()) sendTo(other, names);
    if (!self) return;
    const tracks = Object.fromEntries([...sent()].map(([name, { kind }]) => [name, kind as Kind]));
    self = { ...self, tracks };
    signalling?.say({ type: 'tracks', tracks });
    tellUpdated(self, true);
  };

  const meet = (person: DailyPersonState): Other => {
    const { session } = person;
    const send = (data: PeerSignal) => signalling?.say({ type: 'signal', to: session, data });
    const received = (name: string, track: MediaStreamTrack): void => {
      const stream = {
        participantId: session,
        type: streamTypes[name] ?? name,
        pendingTrack: track,
        starttime: Date.now(),
      };
      streams[`${session}/${name}/${track.kind}`] = stream;
      const other = others.get(session);
      if (other) tellUpdated(other.state, false);
    };
    const other = {
      state: person,
      sending: new SendingPeer(send),
      receiving: new ReceivingPeer(send, received),
    };
    others.set(session, other);
    sendTo(other, sent().keys());
    return other;
  };
  const forget = (session: string): void => {
    const other = others.get(session);
    if (!other) return;
    others.delete(session);
    other.sending.close();
    other.receiving.close();
    post({ action: 'participant-left', participant: personOf(other.state, false) });
    for (const key of Object.keys(streams)) if (key.startsWith(`${session}/`)) delete streams[key];
  };
  const update = (person: DailyPersonState): void => {
    const known = others.get(person.session);
    if (known) known.state = person;
    else meet(person);
    post({
      action: known ? 'participant-updated' : 'participant-joined',
      participant: personOf(person, false),
    });
  };
  const signal = (from: string, data: PeerSignal): void => {
    const other = others.get(from);
    if (!other) return;
    if ('offer' in data) other.receiving.offer(data.offer, data.names);
    else if ('answer' in data) other.sending.answer(data.answer);
    else if (data.by === 'sender') other.receiving.candidate(data.candidate);
    else other.sending.candidate(data.candidate);
  };

  const stop = (): void => {
    window.removeEventListener('message', listen);
    signalling?.close();
    for (const { sending, receiving } of others.values()) {
      sending.close();
      receiving.close();
    }
    others.clear();
  };
  const fail = (type: string): void => {
    const details = { on: self ? 'reconnect' : 'join', sourceError: {} };
    const error = { type, msg: `emulated ${type}`, ...(type === 'connection-error' && { details }) };
    stop();
    post({ action: 'error', errorMsg: error.msg, error });
    post({ action: 'left-meeting' });
  };

  const heard = (told: Told): void => {
    switch (told.type) {
      case 'joined': {
        self = told.self;
        for (const person of told.others) meet(person);
        const people = [...others.values()].map((other) => [
          other.state.session,
          personOf(other.state, false),
        ]);
        const participants = { local: personOf(told.self, true), ...Object.fromEntries(people) };
        return post({ action: 'joined-meeting', participants, internal: { _maxAppMessageSize: 4096 } });
      }
      case 'resumed': {
        const present = new Set(told.others.map(({ session }) => session));
        for (const session of others.keys()) if (!present.has(session)) forget(session);
        for (const person of told.others) update(person);
        isInterrupted = false;
        return post({ action: 'network-connection', type: 'signaling', event: 'connected' });
      }
      case 'person-joined':
      case 'person-updated':
        return update(told.person);
      case 'person-left':
        return forget(told.session);
      case 'message':
        return post({ action: 'app-message', data: told.data, fromId: told.from });
      case 'signal':
        return signal(told.from, told.data as PeerSignal);
      case 'ended':
        return fail(told.error);
    }
  };
  const join = (message: Message): void => {
    const { url, token, userData } = message['properties'] as {
      url: string;
      token?: string;
      userData?: unknown;
    };
    const address = new URL(url);
    const room = decodeURIComponent(address.pathname.slice(1));
    const socket = new URL('/signalling', address);
    socket.protocol = address.protocol.replace('http', 'ws');
    signalling = connectSignalling(socket.href, () => self?.session, {
      heard,
      failed: () => fail('connection-error'),
      interrupted: () => {
        if (!isInterrupted) post({ action: 'network-connection', type: 'signaling', event: 'interrupted' });
        isInterrupted = true;
      },
    });
    signalling.say({ type: 'join', room, token, userData });
  };
  const startCustom = (message: Message): void => {
    const { trackName = 'customTrack' } = message['properties'] as { readonly trackName?: string };
    const track = shared.customTrack;
    if (!track) return answer(message, { error: 'no track' });
    customTracks[trackName] = { track };
    changed(trackName);
    answer(message, { mediaTag: trackName });
  };

  const ask = (message: Message): void => {
    switch (String(message.action)) {
      case 'join-meeting':
        return join(message);
      case 'leave-meeting':
        signalling?.say({ type: 'leave' });
        stop();
        return post({ action: 'left-meeting' });
      case 'local-audio':
      case 'local-video': {
        const name = message.action === 'local-audio' ? 'audio' : 'video';
        wanted[name] = message['state'] === true;
        return changed(name);
      }
      case 'set-input-devices':
        changed('audio', 'video');
        return answer(message, { camera: {}, mic: {}, speaker: {} });
      case 'start-custom-track':
        return startCustom(message);
      case 'stop-custom-track': {
        const name = String(message['mediaTag']);
        delete customTracks[name];
        changed(name);
        return answer(message, { mediaTag: name });
      }
      case 'set-user-data':
        if (self) self = { ...self, userData: message['userData'] };
        signalling?.say({ type: 'user-data', data: message['userData'] });
        return answer(message, { userData: message['userData'] });
      case 'app-msg':
        return signalling?.say({ type: 'message', data: message['data'], to: String(message['to']) });
      case 'get-calc-stats':
        return answer(message, { stats: { latest: {} } });
      default:
        return undefined;
    }
  };
  function hear(data: unknown): void {
    const { what, from, callClientId } = Object(data) as Message;
    if (what === 'iframe-call-message' && from === 'module' && callClientId === id) ask(data as Message);
  }
  function listen({ data }: MessageEvent): void {
    hear(data);
  }

  window.addEventListener('message', listen);
  post({ action: 'call-machine-initialized' });
  post({ action: 'loaded' });
  for (const data of kept) hear(data);
}
