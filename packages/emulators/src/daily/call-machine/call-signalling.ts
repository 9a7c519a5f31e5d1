import type { Said, Told } from '../daily-wire.ts';

const retryMilliseconds = 300;

export interface CallSignalling {
  say(message: Said): void;
  close(): void;
}

interface Listeners {
  heard(message: Told): void;
  interrupted(): void;
  /** Never connected at all. */
  failed(): void;
}

/** A WebSocket that comes back, and keeps what is said meanwhile. */
export function connectSignalling(
  url: string,
  session: () => string | undefined,
  to: Listeners,
): CallSignalling {
  const waiting: string[] = [];
  let isOver = false;
  let socket = open();

  function open(): WebSocket {
    const opened = new WebSocket(url);
    opened.addEventListener('open', () => {
      const resumed = session();
      if (resumed !== undefined) opened.send(JSON.stringify({ type: 'resume', session: resumed }));
      for (const text of waiting.splice(0)) opened.send(text);
    });
    opened.addEventListener('message', ({ data }) => to.heard(JSON.parse(String(data)) as Told));
    opened.addEventListener('close', () => {
      if (isOver) return;
      if (session() === undefined) return to.failed();
      to.interrupted();
      setTimeout(() => {
        if (!isOver) socket = open();
      }, retryMilliseconds);
    });
    return opened;
  }

  return {
    say: (message) => {
      const text = JSON.stringify(message);
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
      else waiting.push(text);
    },
    close: () => {
      isOver = true;
      socket.close();
    },
  };
}
