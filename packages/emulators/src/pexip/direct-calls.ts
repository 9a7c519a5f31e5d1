import { randomUUID } from 'node:crypto';
import type { EmulatorSurroundings } from '../running-emulator.ts';
import type { EmulatedParticipant } from './emulated-participant.ts';

/** One participant's end of a call. */
interface Leg {
  readonly uuid: string;
  readonly participant: EmulatedParticipant;
  other: Leg | undefined;
  /** From when on it can take an offer: a client whose own was ignored makes a new peer connection first. */
  readyAt: number;
  /** Takes the answer to what this leg was offered. */
  answer: ((sdp: string) => void) | undefined;
}

/** What an offer is answered with. */
export interface Answer {
  readonly call_uuid: string;
  readonly sdp: string;
  readonly offer_ignored?: true;
}

/** A client has this long to make its second peer connection, and so long to answer before it is asked again. */
const settleMilliseconds = 200;
const answerMilliseconds = 5000;
const mostAttempts = 4;

/**
 * Direct media: two browsers' offers and answers passed to each other. The first one's offer is ignored and it waits; what the
 * second one offers is its `new_offer`. Whoever comes when two are at it waits for a place.
 */
export class DirectCalls {
  readonly #legs = new Map<string, Leg>();
  readonly #surroundings: Pick<EmulatorSurroundings, 'now' | 'schedule'>;

  constructor(surroundings: Pick<EmulatorSurroundings, 'now' | 'schedule'>) {
    this.#surroundings = surroundings;
  }

  /** A first offer. */
  async open(participant: EmulatedParticipant, sdp: string): Promise<Answer> {
    this.close(participant);
    const leg: Leg = {
      uuid: randomUUID(),
      participant,
      other: undefined,
      readyAt: 0,
      answer: undefined,
    };
    const waiting = [...this.#legs.values()].find(({ other }) => other === undefined);
    this.#legs.set(participant.uuid, leg);
    if (!waiting) return this.#ignore(leg);
    leg.other = waiting;
    waiting.other = leg;
    return this.#offer(leg, 'new_offer', sdp);
  }

  /** A later offer of a call that is up. */
  async update(participant: EmulatedParticipant, sdp: string): Promise<Answer | undefined> {
    const leg = this.#legs.get(participant.uuid);
    return leg && (leg.other ? this.#offer(leg, 'update_sdp', sdp) : this.#ignore(leg));
  }

  acknowledge({ uuid }: EmulatedParticipant, sdp: string | undefined, isIgnored: boolean): void {
    const leg = this.#legs.get(uuid);
    if (isIgnored) leg?.answer?.('');
    else if (sdp !== undefined) leg?.answer?.(sdp);
  }

  passCandidate({ uuid }: EmulatedParticipant, candidate: object): void {
    this.#legs.get(uuid)?.other?.participant.tell('new_candidate', candidate);
  }

  /** Ends a participant's call; the other is told to wait for somebody again. */
  close({ uuid }: EmulatedParticipant): void {
    const leg = this.#legs.get(uuid);
    if (!leg) return;
    this.#legs.delete(uuid);
    leg.answer?.('');
    const { other } = leg;
    if (!other) return;
    leg.other = undefined;
    this.#legs.delete(other.participant.uuid);
    other.answer?.('');
    other.participant.tell('peer_disconnect', {});
  }

  /** Passes an offer on until it is answered; an answer that never comes is one that says nothing. */
  async #offer(leg: Leg, event: 'new_offer' | 'update_sdp', sdp: string): Promise<Answer> {
    const { other } = leg;
    if (!other) return this.#ignore(leg);
    const { promise, resolve } = Promise.withResolvers<string>();
    const attempt = (left: number, wait: number): (() => void) =>
      this.#surroundings.schedule(() => {
        if (left === 0 || leg.other !== other) return resolve('');
        other.participant.tell(event, { sdp });
        callOff = attempt(left - 1, answerMilliseconds);
      }, wait);
    let callOff = attempt(mostAttempts, Math.max(0, other.readyAt - this.#surroundings.now()));
    other.answer = resolve;
    const answer = await promise;
    callOff();
    other.answer = undefined;
    return answer === '' ? this.#ignore(leg) : { call_uuid: leg.uuid, sdp: answer };
  }

  #ignore(leg: Leg): Answer {
    leg.readyAt = this.#surroundings.now() + settleMilliseconds;
    return { call_uuid: leg.uuid, sdp: '', offer_ignored: true };
  }
}
