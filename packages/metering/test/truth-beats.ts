import type { Evidence } from '@patchbay/contract';
import type { RandomSource } from './random-source.ts';
import { heartbeatEvidence } from '../src/heartbeat-evidence.ts';
import { consultId, heartbeatSeconds, leaseSeconds, tenant, type TruePage } from './true-page.ts';

interface TrueBeat {
  readonly kind: 'joined' | 'present' | 'left';
  readonly sequence: number;
  /** The true time. */
  readonly at: number;
}

/** The page's heartbeats as they came: a wrong clock, set anew during the call; late; some lost. */
export function beatsOf(random: RandomSource, page: TruePage, lossPercent: number): readonly Evidence[] {
  const sent = sentBeats(random, page);
  const received = sent.filter((beat) => mustCome(beat, page, sent) || !random.chance(lossPercent));
  const came = withLastSign(received, sent, page);
  const skew = random.between(-40_000_000, 40_000_000);
  const clockSet = { at: random.between(page.start, page.end), by: clockStep(random, page) };
  const prompt = random.between(0, came.length - 1);
  return came.map((beat, index) => {
    const delay = random.between(20, index !== prompt && random.chance(20) ? 30_000 : 1200);
    const result = heartbeatEvidence(
      { tenant, consultId, provider: page.provider, person: page.person },
      {
        connectionId: page.id,
        sequence: beat.sequence,
        kind: beat.kind,
        at: beat.at + skew + (beat.at >= clockSet.at ? clockSet.by : 0),
        elapsed: monotonic(page, beat.at),
      },
      beat.at + delay,
    );
    if (!result.accepted) {
      throw new Error(result.reason);
    }
    return result.evidence;
  });
}

/** By how much somebody sets the clock. Set back by just what a sleep lasted it would hide the sleep: no clock shows that. */
function clockStep(random: RandomSource, { sleep }: TruePage): number {
  const step = random.between(300_000, 3_600_000) * (random.chance(50) ? 1 : -1);
  const hides = sleep !== undefined && Math.abs(sleep.end - sleep.start + step) < 5000;
  return random.chance(30) && !hides ? step : 0;
}

function sentBeats(random: RandomSource, page: TruePage): readonly TrueBeat[] {
  const beats: TrueBeat[] = [{ kind: 'joined', sequence: 0, at: page.start }];
  let at = page.start;
  for (;;) {
    at += heartbeatSeconds * 1000 + random.between(0, 100);
    if (page.sleep !== undefined && at > page.sleep.start && at < page.sleep.end) {
      at = page.sleep.end + random.between(0, heartbeatSeconds * 1000);
    }
    if (at >= page.end) {
      break;
    }
    beats.push({ kind: 'present', sequence: beats.length, at });
  }
  return page.crashed ? beats : [...beats, { kind: 'left', sequence: beats.length, at: page.end }];
}

/** Around a sleep the fold's one assumption: not every heartbeat of a lease is lost. */
function mustCome(beat: TrueBeat, page: TruePage, sent: readonly TrueBeat[]): boolean {
  if (page.sleep === undefined) {
    return false;
  }
  const { start, end } = page.sleep;
  return sent.findLast(({ at }) => at <= start) === beat || sent.find(({ at }) => at >= end) === beat;
}

/** The same at the end of a page that did not get its `left` through. */
function withLastSign(
  received: readonly TrueBeat[],
  sent: readonly TrueBeat[],
  page: TruePage,
): readonly TrueBeat[] {
  const last = received.at(-1);
  if (last !== undefined && (last.kind === 'left' || page.end - last.at < leaseSeconds * 1000)) {
    return received;
  }
  const sign = sent.findLast(({ kind }) => kind !== 'left');
  return sign === undefined ? received : [...received, sign];
}

function monotonic(page: TruePage, at: number): number {
  const { sleep } = page;
  const asleep = sleep?.stopsMonotonicClock === true ? Math.max(0, Math.min(at, sleep.end) - sleep.start) : 0;
  return at - page.start - asleep;
}
