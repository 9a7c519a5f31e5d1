/** One browser's signalling connection; text frames. Listeners are set in the same tick as `acceptSignalling`. */
export interface SignallingSocket {
  send(text: string): void;
  close(code: number, reason: string): void;
  onMessage(listener: (text: string) => void): void;
  onClose(listener: () => void): void;
}
