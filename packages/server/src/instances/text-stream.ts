import type { RoomRelay, SignallingSocket } from '@patchbay/contract';
import type { ExchangeMessage } from './exchange-messages.ts';

/** One end of texts that go both ways between two instances, once and in order. */
export interface TextStream {
  readonly peer: number;
  /** For whoever opened it. */
  readonly relay: RoomRelay;
  /** For whoever was asked. */
  readonly socket: SignallingSocket;
  /** What the other end says. */
  obey(message: Extract<ExchangeMessage, { readonly stream: string }>): void;
  /** The other end is gone. */
  break(): void;
}

export interface TextStreamTerms {
  readonly peer: number;
  readonly stream: string;
  readonly send: (message: ExchangeMessage) => boolean;
  /** It is over, however it came. */
  readonly onOver: () => void;
}

/** Characters. More that the other side has not taken, and it is given up; it tells every so often what it has taken. */
const [longestUntaken, longestUntold] = [1_048_576, 65_536];

export function createTextStream({ peer, stream, send, onOver }: TextStreamTerms): TextStream {
  let [untaken, untold, isOver] = [0, 0, false];
  // What comes before anybody listens waits for them.
  const early: string[] = [];
  let hear: (text: string) => void = (text) => void early.push(text);
  let ended: readonly [code: number | undefined, reason: string] | undefined;
  let end: (code: number | undefined, reason: string) => void = (...how) => void (ended = how);

  function over(code?: number, reason = '', isTold = false): void {
    if (isOver) return;
    isOver = true;
    if (!isTold) send({ type: 'close', stream, reason, ...(code !== undefined && { code }) });
    onOver();
  }
  /** The other side is not there, or does not follow: both sides hear of it, if there is one to hear. */
  function fail(): void {
    if (isOver) return;
    over();
    end(undefined, '');
  }
  function say(text: string): void {
    if (isOver) return;
    untaken += text.length;
    if (untaken > longestUntaken || !send({ type: 'text', stream, text })) fail();
  }
  function onMessage(listener: (text: string) => void): void {
    hear = listener;
    for (const text of early.splice(0)) listener(text);
  }
  function onEnd(listener: typeof end): void {
    end = listener;
    if (ended !== undefined) listener(...ended);
  }

  return {
    peer,
    relay: { send: say, close: () => over(), onMessage, onClose: onEnd },
    socket: {
      send: say,
      close(code, reason) {
        if (isOver) return;
        over(code, reason);
        // As a WebSocket does.
        queueMicrotask(() => end(code, reason));
      },
      onMessage,
      onClose: (listener) => onEnd(() => listener()),
    },
    obey(message) {
      if (isOver) return;
      if (message.type === 'taken') untaken -= message.characters;
      else if (message.type === 'close') {
        over(undefined, '', true);
        end(message.code, message.reason);
      } else {
        untold += message.text.length;
        if (untold >= longestUntold) {
          send({ type: 'taken', stream, characters: untold });
          untold = 0;
        }
        hear(message.text);
      }
    },
    break() {
      if (isOver) return;
      over(undefined, '', true);
      end(undefined, '');
    },
  };
}
