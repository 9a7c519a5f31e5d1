import { createTimer } from '../mesh-schedule.ts';
import type { ClientFrame, MeshCredentials, MeshPublication, ServerFrame } from '../mesh-wire.ts';
import { endingOf, type MeshEnding } from '../mesh-errors.ts';
import type { MeshPlatform } from './mesh-platform.ts';

export interface SignallingListener {
  readonly publications: () => MeshPublication[];
  readonly onFrame: (frame: ServerFrame) => void;
  /** The socket was lost and is being tried again; another `joined` frame tells that it is back. */
  readonly onLost: () => void;
  readonly onEnd: (ending: MeshEnding) => void;
}

/** The line to the server: joins, and after a loss joins again as the same connection. */
export function openSignalling(
  { url, token: ticket }: MeshCredentials,
  { openSocket, schedule, random, timing: { signalling: timing } }: MeshPlatform,
  { publications, onFrame, onLost, onEnd }: SignallingListener,
) {
  const timer = createTimer(schedule);
  const giveUp = createTimer(schedule);
  let token = ticket;
  let socket: WebSocket | undefined;
  let phase: 'new' | 'up' | 'lost' = 'new';
  let attempt = 0;
  const transmit = (frame: ClientFrame) => socket?.readyState === 1 && socket.send(JSON.stringify(frame));

  function open(): void {
    try {
      socket = openSocket(url);
    } catch {
      return timer.set(lose, 0);
    }
    socket.onopen = () => transmit({ type: 'join', token, publications: publications() });
    socket.onmessage = ({ data }) => receive(JSON.parse(String(data)) as ServerFrame);
    socket.onclose = ({ code }) => lose(code);
    // How long the first attempt may take is the session's to say.
    return phase === 'lost' ? timer.set(lose, timing.attempt) : undefined;
  }

  function receive(frame: ServerFrame): void {
    timer.set(lose, timing.silence);
    if (frame.type === 'ping') transmit({ type: 'pong' });
    if (frame.type === 'joined') {
      giveUp.clear();
      token = frame.resume;
      phase = 'up';
      attempt = 0;
    }
    onFrame(frame);
  }

  function lose(closeCode = 1006): void {
    drop();
    const ending = endingOf(closeCode);
    if (phase === 'new' || ending !== 'unreachable') return onEnd(ending);
    if (phase === 'up') {
      phase = 'lost';
      giveUp.set(() => onEnd('connection-lost'), timing.giveUp);
      onLost();
    }
    const delay = Math.min(timing.retry * 2 ** attempt++, timing.cap);
    return timer.set(open, delay * (0.5 + random() / 2));
  }
  function drop(): void {
    timer.clear();
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(1000);
    socket = undefined;
  }

  open();
  return {
    /** While the socket is gone frames are dropped: a resume brings both sides up to date. */
    send: (frame: ClientFrame): void => void (phase === 'up' && transmit(frame)),
    /** Leaves the room and stays quiet. */
    close(): void {
      transmit({ type: 'leave' });
      giveUp.clear();
      drop();
    },
  };
}
