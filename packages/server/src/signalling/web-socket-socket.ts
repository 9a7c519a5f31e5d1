import type { SignallingSocket } from '@patchbay/contract';
import { type RawData, WebSocket } from 'ws';

/** A browser that does not read what it is sent is cut off at this many bytes. */
const longestBacklogBytes = 4_194_304;
const unsupportedData = 1003;

/** A WebSocket of `ws` as the signalling connection a provider is given. Only text comes through. */
export function signallingSocketOf(socket: WebSocket): SignallingSocket {
  return {
    send: (text) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > longestBacklogBytes) socket.terminate();
      else socket.send(text);
    },
    close: (code, reason) => socket.close(code, reason),
    onMessage: (listener) => {
      socket.on('message', (data: RawData, isBinary: boolean) => {
        if (isBinary) socket.close(unsupportedData, 'text frames only');
        else listener(textOf(data));
      });
    },
    onClose: (listener) => void socket.on('close', listener),
  };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
