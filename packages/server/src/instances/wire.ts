/** A way for texts between this instance and the others. */
export interface Wire {
  /** This instance, among all. */
  readonly self: number;
  /** Which others are alive, as far as is known: for a second a dead one may be among them. */
  peers(): ReadonlySet<number>;
  /** Whether it is connected now. */
  isUp(): boolean;
  /**
   * Texts arrive once and in order, or the other side is told as lost. False when it cannot be sent: not connected, or too
   * much waits.
   */
  send(to: number, text: string): boolean;
  listen(listener: WireListener): void;
  /** Resolves when what was sent is on its way and all is released. May be called again. */
  close(): Promise<void>;
}

export interface WireListener {
  onText(from: number, text: string): void;
  /** It is dead, or has begun anew, or something that it sent was lost: what was agreed with it is void. */
  onLost(peer: number): void;
  /** Connected, at first or again. */
  onUp(): void;
  /** Every peer is lost at once. */
  onDown(): void;
}
