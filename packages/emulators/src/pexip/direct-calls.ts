import { randomUUID } from 'node:crypto';
import type { EmulatorSurroundings } from '../running-emulator.ts';
import type { EmulatedParticipant } from './emulated-participant.ts';

/** One participant's end of a call. */
interface Leg {
  readonly uuid: string;
  readonly participant: EmulatedParticipant;
  /** Who waited gives way when both offer at once: that is how clients are made. */
  isPolite: boolean;
  other: Leg | undefined;
  /** Takes the answer to what this leg offered; an empty one is none. */
  pending: ((sdp: string) => void) | undefined;
  /** Resolves once the client can take an offer. */
  ready: Promise<void>;
  /** The client has taken in the answer that it was given. */
  settle: () => void;
}

/** What an offer is answered with. */
export interface Answer {
  readonly call_uuid: string;
  readonly sdp: string;
  readonly offer_ignored?: true;
}

/** A client whose offer was ignored makes another peer connection, and does not say when it has. */
const renewalMilliseconds = 300;
/** So long a client may take to say that it has an answer, and so long to give one before it is asked again. */
const patienceMilliseconds = 4000;
const mostAttempts = 5;

/**
 * Direct media: two browsers' offers and answers passed to each other. The first one's offer is ignored and it waits; what the
 * second one offers is its `new_offer`. Whoever comes when two are at it waits for a place. A client hears of offers by events
 * and of answers by responses, which may overtake each other: so it gets no offer before it has acknowledged its last answer.
 */
export class DirectCalls {
  readonly #legs = new Map<string, Leg>();
  readonly #schedule: EmulatorSurroundings['schedule'];

  constructor({ schedule }: Pick<EmulatorSurroundings, 'schedule'>) {
    this.#schedule = schedule;
  }

  /** A first offer. */
  async open(participant: EmulatedParticipant, sdp: string): Promise<Answer> {
    this.close(participant);
    const waiting = [...this.#legs.values()].find(({ other }) => other === undefined);
    const leg: Leg = {
      uuid: randomUUID(),
      participant,
      isPolite: waiting === undefined,
      other: waiting,
      pending: undefined,
      ready: Promise.resolve(),
      settle: () => undefined,
    };
    this.#legs.set(participant.uuid, leg);
    if (waiting) {
      waiting.other = leg;
      return this.#offer(leg, waiting, 'new_offer', sdp);
    }
    this.#unready(leg, renewalMilliseconds);
    return ignored(leg);
  }

  /** A later offer of a call that is up. */
  async update({ uuid }: EmulatedParticipant, sdp: string): Promise<Answer | undefined> {
    const leg = this.#legs.get(uuid);
    if (!leg) return undefined;
    return leg.other ? this.#offer(leg, leg.other, 'update_sdp', sdp) : ignored(leg);
  }

  acknowledge({ uuid }: EmulatedParticipant, sdp: string | undefined, isIgnored: boolean): void {
    const leg = this.#legs.get(uuid);
    if (isIgnored) leg?.other?.pending?.('');
    else if (sdp !== undefined) leg?.other?.pending?.(sdp);
    else leg?.settle();
  }

  passCandidate({ uuid }: EmulatedParticipant, candidate: object): void {
    this.#legs.get(uuid)?.other?.participant.tell('new_candidate', candidate);
  }

  /** Ends a participant's call; the other is told to call anew. */
  close({ uuid }: EmulatedParticipant): void {
    const leg = this.#legs.get(uuid);
    if (!leg) return;
    this.#legs.delete(uuid);
    leg.pending?.('');
    const { other } = leg;
    if (!other) return;
    leg.other = undefined;
    other.other = undefined;
    this.#legs.delete(other.participant.uuid);
    other.pending?.('');
    other.participant.tell('peer_disconnect', {});
  }

  async #offer(leg: Leg, other: Leg, event: 'new_offer' | 'update_sdp', sdp: string): Promise<Answer> {
    // Both at once: the polite one takes its offer back when it hears of the other's.
    if (other.pending && leg.isPolite) return ignored(leg);
    other.pending?.('');
    const { promise, resolve } = Promise.withResolvers<string>();
    leg.pending = resolve;
    await other.ready;
    const callOff = this.#tellUntilAnswered(other.participant, event, sdp, resolve);
    const answer = await promise;
    callOff();
    if (leg.pending === resolve) leg.pending = undefined;
    if (answer === '') return ignored(leg);
    this.#unready(leg, patienceMilliseconds);
    return { call_uuid: leg.uuid, sdp: answer };
  }

  /** A client that is still busy with an offer of its own may pass over another's and not be able to say so. */
  #tellUntilAnswered(to: EmulatedParticipant, event: string, sdp: string, giveUp: (sdp: string) => void) {
    let callOff = (): void => undefined;
    const attempt = (left: number): void => {
      if (left === 0) return giveUp('');
      to.tell(event, { sdp });
      callOff = this.#schedule(() => attempt(left - 1), patienceMilliseconds);
    };
    attempt(mostAttempts);
    return (): void => callOff();
  }

  /** Until it settles, or for so long at most, the leg takes no offer. */
  #unready(leg: Leg, milliseconds: number): void {
    leg.ready = new Promise((resolve) => {
      const callOff = this.#schedule(resolve, milliseconds);
      leg.settle = () => {
        callOff();
        resolve();
      };
    });
  }
}

const ignored = ({ uuid }: Leg): Answer => ({ call_uuid: uuid, sdp: '', offer_ignored: true });
