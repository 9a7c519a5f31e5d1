import type { ParticipantId } from '@patchbay/contract';
import type { Protocol } from '../frames.ts';

/** What a provider makes of one room. `Request` and `Body` are its own, beside those that all have. */
export interface Hall<P extends Protocol> {
  /** A place for somebody who comes in. */
  open(host: SeatHost<P, Place<P>>): Promise<Place<P>>;
  close(): void;
}

/** What a provider makes of one person in it. */
export interface Place<P extends Protocol> {
  readonly tell: (body: P['body']) => void;
  readonly mention: (body: P['body']) => void;
  /** What the browser begins with. */
  welcome(): P['welcome'];
  /** Resolves with the answer, if there is more than that it was done; rejects with an error that is told by name. */
  serve(request: P['request']): Promise<object | undefined>;
  close(): void;
}

export interface HallHost<P extends Protocol> {
  people(): number;
  /** Tells everybody what need not be repeated. */
  mention(body: P['body']): void;
  /** The hall is gone: everybody comes back to another one. */
  abandon(): void;
}

export interface SeatHost<P extends Protocol, APlace> {
  readonly participant: ParticipantId;
  readonly connection: string;
  /** Arrives once and in order, also over a loss of the socket. */
  readonly tell: (body: P['body']) => void;
  /** Arrives if the socket is there. */
  readonly mention: (body: P['body']) => void;
  /** The places of everybody else in the room. */
  readonly others: () => readonly APlace[];
}
