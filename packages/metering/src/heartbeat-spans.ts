import type { Evidence } from '@patchbay/contract';
import { endpoint, type Endpoint } from './endpoint.ts';
import type { FoldTimes } from './fold-times.ts';
import type { HeartbeatProof } from './heartbeat-proofs.ts';
import { silentHeartbeatEnd } from './silent-end.ts';

export interface HeartbeatSpan {
  readonly start: Endpoint<'observed' | 'lease'>;
  readonly end: Endpoint;
  /** By how much sleeps within it may be off, in milliseconds. */
  readonly unsure: number;
  /** The heartbeats from the one to the other. */
  readonly proofs: readonly HeartbeatProof[];
}

/**
 * When one connection's heartbeats say it was there. One span, unless the page slept or left and came back: heartbeats are
 * counted, so heartbeats that were lost are told apart from heartbeats that were never sent.
 */
export function heartbeatSpans(
  proofs: readonly HeartbeatProof[],
  roomEnds: readonly Evidence[],
  times: FoldTimes,
): readonly HeartbeatSpan[] {
  const spans: HeartbeatSpan[] = [];
  let start: HeartbeatSpan['start'] | undefined;
  let within: HeartbeatProof[] = [];
  let last: HeartbeatProof | undefined;
  const close = (from: HeartbeatSpan['start'], end: Endpoint): void => {
    const unsure = (within.at(-1)?.unsure ?? 0) - (within[0]?.unsure ?? 0);
    spans.push({ start: from, end, unsure, proofs: within });
    within = [];
  };
  for (const proof of proofs) {
    if (last === undefined) {
      start = observed(proof);
    } else {
      const lost = Math.max(0, proof.sequence - last.sequence - 1) * times.heartbeat;
      const silence = { last, next: proof, from: last.at, to: proof.at, lost };
      if (start === undefined) {
        // Leaving once more is no return, unless something was sent in between: nobody leaves who has not come back.
        start = proof.kind === 'left' && lost === 0 ? undefined : startAfter(silence, times);
      } else if (silence.to - silence.from - lost > times.lease) {
        close(start, endBefore(silence, times));
        start = startAfter(silence, times);
      }
    }
    if (start !== undefined) within.push(proof);
    if (proof.kind === 'left' && start !== undefined) {
      close(start, observed(proof));
      start = undefined;
    }
    last = proof;
  }
  if (start !== undefined && last !== undefined) {
    close(start, silentHeartbeatEnd(last, roomEnds, times));
  }
  return spans;
}

const observed = ({ at, row }: HeartbeatProof): Endpoint<'observed'> =>
  endpoint('observed', at, at, at, [row]);

interface Silence {
  readonly last: HeartbeatProof;
  readonly next: HeartbeatProof;
  readonly from: number;
  readonly to: number;
  /** How long the heartbeats took that were sent in it and lost. */
  readonly lost: number;
}

/** Lost heartbeats are taken to have been sent before the silence. */
const endBefore = ({ last, from, to, lost }: Silence, times: FoldTimes): Endpoint<'lease'> =>
  endpoint('lease', from + lost + times.heartbeat / 2, from, Math.min(to, from + lost + times.lease), [
    last.row,
  ]);

const startAfter = ({ next, from, to, lost }: Silence, times: FoldTimes): Endpoint<'lease'> =>
  endpoint('lease', Math.max(from, to - times.heartbeat / 2), Math.max(from, to - lost - times.lease), to, [
    next.row,
  ]);
