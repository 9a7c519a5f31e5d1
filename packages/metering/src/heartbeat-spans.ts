import { endpoint, type Endpoint } from './endpoint.ts';
import type { FoldTimes } from './fold-times.ts';
import type { HeartbeatProof } from './heartbeat-proofs.ts';
import { silentHeartbeatEnd } from './silent-end.ts';

export interface HeartbeatSpan {
  readonly start: Endpoint<'observed' | 'lease'>;
  readonly end: Endpoint;
}

/**
 * When one connection's heartbeats say it was there. One span, unless the page slept or left and came back: heartbeats are
 * counted, so heartbeats that were lost are told apart from heartbeats that were never sent.
 */
export function heartbeatSpans(
  proofs: readonly HeartbeatProof[],
  roomEnds: readonly number[],
  times: FoldTimes,
): readonly HeartbeatSpan[] {
  const spans: HeartbeatSpan[] = [];
  let start: HeartbeatSpan['start'] | undefined;
  let last: HeartbeatProof | undefined;
  for (const proof of proofs) {
    if (last === undefined) {
      start = endpoint('observed', proof.at, proof.at, proof.at);
    } else {
      const lost = Math.max(0, proof.sequence - last.sequence - 1) * times.heartbeat;
      const silence = { from: last.at, to: proof.at, lost };
      if (start === undefined) {
        // Stray news of a connection that left is no return unless it says that somebody is there.
        start = proof.kind === 'left' ? undefined : startAfter(silence, times);
      } else if (silence.to - silence.from - lost > times.lease) {
        spans.push({ start, end: endBefore(silence, times) });
        start = startAfter(silence, times);
      }
    }
    if (proof.kind === 'left' && start !== undefined) {
      spans.push({ start, end: endpoint('observed', proof.at, proof.at, proof.at) });
      start = undefined;
    }
    last = proof;
  }
  if (start !== undefined && last !== undefined) {
    spans.push({ start, end: silentHeartbeatEnd({ at: last.at, precision: 0 }, roomEnds, times) });
  }
  return spans;
}

interface Silence {
  readonly from: number;
  readonly to: number;
  /** How long the heartbeats took that were sent in it and lost. */
  readonly lost: number;
}

/** Lost heartbeats are taken to have been sent before the silence. */
const endBefore = ({ from, to, lost }: Silence, times: FoldTimes): Endpoint<'lease'> =>
  endpoint('lease', from + lost + times.heartbeat / 2, from, Math.min(to, from + lost + times.lease));

const startAfter = ({ from, to, lost }: Silence, times: FoldTimes): Endpoint<'lease'> =>
  endpoint('lease', Math.max(from, to - times.heartbeat / 2), Math.max(from, to - lost - times.lease), to);
