import { type Ending, endingOf } from '../endings.ts';
import type {
  CommonBody,
  CommonRequest,
  Frame,
  Opened,
  Protocol,
  ServerFrame,
  SignallingCredentials,
} from '../frames.ts';
import { createLine } from '../line.ts';
import { timerOn } from '../timer.ts';
import type { SignallingPlatform } from './browser-platform.ts';

/** Milliseconds. Pauses double up to the longest. Giving up outlasts the time for which the server keeps a seat. */
const timing = { retry: 400, longestRetry: 4_000, attempt: 5_000, silence: 15_000, giveUp: 30_000 };
/** After so many frames at the latest the server is told how much was heard. */
const mostUntold = 32;

export interface ConversationListener<P extends Protocol> {
  onOpened(opened: Opened<P>): void;
  onBody(body: P['body'] | Exclude<CommonBody, { type: 'answer' | 'ping' }>): void;
  /** The socket is gone and is tried again; `onOpened` tells that it is back. */
  onLost(): void;
  /** The server has begun anew; called before what was asked is refused with `Interrupted`. */
  onForgotten(): void;
  onEnd(ending: Ending): void;
}

interface Waiting {
  readonly resolve: (result: object) => void;
  readonly reject: (error: Error) => void;
}

const named = (name: string): Error => Object.assign(new Error(name), { name });

/** Talks to Patchbay's server. What is asked while the socket is gone is asked when it is back, once. */
export function openConversation<P extends Protocol>(
  { url, token: ticket }: SignallingCredentials,
  { openSocket, schedule, random }: SignallingPlatform,
  { onOpened, onBody, onLost, onForgotten, onEnd }: ConversationListener<P>,
) {
  const [timer, giveUp] = [timerOn(schedule), timerOn(schedule)];
  const waiting = new Map<number, Waiting>();
  let [token, attempt, state] = [ticket, 0, 'new' as 'new' | 'up' | 'lost'];
  let socket: WebSocket | undefined;
  let isOver = false;
  let line = createLine<P['request'] | CommonRequest, P['body'] | CommonBody>(obey);
  const transmit = (text: string): void => void (socket?.readyState === 1 && socket.send(text));

  function open(): void {
    try {
      socket = openSocket(url);
    } catch {
      return timer.set(0, lose);
    }
    socket.onopen = () => transmit(JSON.stringify({ opening: { token, heard: line.heard() } }));
    socket.onmessage = ({ data }) => receive(JSON.parse(String(data)) as ServerFrame<P>);
    socket.onclose = ({ code }) => lose(code);
    // How long the first attempt may take is the session's to say.
    return state === 'new' ? undefined : timer.set(timing.attempt, lose);
  }

  function receive(frame: ServerFrame<P>): void {
    timer.set(timing.silence, lose);
    if (!('opened' in frame)) return line.hear(frame);
    const { resume, heard, fresh } = frame.opened;
    giveUp.clear();
    if (fresh !== undefined) {
      // The server knows nothing of what was said before.
      line = createLine(obey);
      onForgotten();
      refuse('Interrupted');
    }
    [token, attempt, state] = [resume, 0, 'up'];
    line.resume(transmit, heard);
    return onOpened(frame.opened);
  }
  function obey(body: P['body'] | CommonBody, number: number): void {
    if (number % mostUntold === 0) line.mention({ type: 'pong' });
    if (isCommon(body, 'ping')) return undefined;
    if (!isCommon(body, 'answer')) return onBody(body);
    const asked = waiting.get(body.to);
    waiting.delete(body.to);
    return body.error === undefined ? asked?.resolve(body.result ?? {}) : asked?.reject(named(body.error));
  }
  function refuse(name: string): void {
    for (const { reject } of waiting.values()) reject(named(name));
    waiting.clear();
  }

  function lose(code = 1006): void {
    drop();
    const ending = endingOf(code);
    if (state === 'new' || ending !== 'network') return onEnd(ending);
    if (state === 'up') {
      state = 'lost';
      giveUp.set(timing.giveUp, () => onEnd('seat-lost'));
      onLost();
    }
    const pause = Math.min(timing.retry * 2 ** attempt, timing.longestRetry);
    attempt += 1;
    return timer.set(pause * (0.5 + random() / 2), open);
  }
  function drop(): void {
    timer.clear();
    line.pause();
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(1000);
    socket = undefined;
  }

  open();
  return {
    /** Resolves with the server's answer; its refusals are errors by name, `Interrupted` where it forgot us. */
    ask<Answer extends object = object>(body: P['request'] | CommonRequest): Promise<Answer> {
      if (isOver) return Promise.reject(named('InvalidStateError'));
      const { promise, resolve, reject } = Promise.withResolvers<object>();
      waiting.set(line.say(body), { resolve, reject });
      return promise as Promise<Answer>;
    },
    /** Leaves the room and stays quiet. */
    close(): void {
      isOver = true;
      // Straight to the socket: also while the conversation is only being opened.
      const leave: Frame<CommonRequest> = { number: 0, heard: line.heard(), body: { type: 'leave' } };
      transmit(JSON.stringify(leave));
      giveUp.clear();
      drop();
      refuse('InvalidStateError');
    },
  };
}

const isCommon = <Type extends CommonBody['type']>(
  body: { readonly type: string },
  type: Type,
): body is Extract<CommonBody, { type: Type }> => body.type === type;
