import type { SignallingSocket } from '@patchbay/contract';
import { closeCodeOf, type Ending } from '../endings.ts';

/** A socket that nobody serves yet: what it says is kept for whoever does. */
export interface HeldSocket {
  isOpen(): boolean;
  close(ending: Ending): void;
  /** Hands it over, with all that it has said; nothing happens when it has closed. */
  pass(serve: (socket: SignallingSocket) => void): void;
}

/** Before it has an answer, a browser says how it opens and perhaps that it leaves. */
const mostFrames = 4;

/** Calls `onFirst` with its first frame, and `onGone` when it closes at last, whoever serves it then. */
export function holdSocket(
  socket: SignallingSocket,
  onFirst: (text: string) => void,
  onGone: () => void,
): HeldSocket {
  let state: 'held' | 'passed' | 'closed' = 'held';
  const said: string[] = [];
  let hear = (text: string): void => {
    said.push(text);
    if (said.length === 1) onFirst(text);
    else if (said.length > mostFrames) close('bad-frame');
  };
  let lose = (): void => undefined;

  function close(ending: Ending): void {
    if (state === 'closed') return;
    state = 'closed';
    socket.close(closeCodeOf(ending), ending);
  }
  socket.onMessage((text) => state === 'closed' || hear(text));
  socket.onClose(() => {
    state = 'closed';
    onGone();
    lose();
  });

  return {
    isOpen: () => state !== 'closed',
    close,
    pass(serve) {
      if (state !== 'held') return;
      state = 'passed';
      serve({
        send: socket.send,
        close: socket.close,
        onMessage: (listener) => void (hear = listener),
        onClose: (listener) => void (lose = listener),
      });
      for (const text of said.splice(0)) hear(text);
    },
  };
}
