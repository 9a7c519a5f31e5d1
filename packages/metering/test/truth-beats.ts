import type { Evidence } from '@patchbay/contract';
import type { Happenings } from './happenings.ts';
import { beatDelays } from './beat-delays.ts';
import { heartbeatEvidence } from '../src/heartbeat-evidence.ts';
import type { PageMedia } from './page-media.ts';
import type { RandomSource } from './random-source.ts';
import { awakeSpans, consultId, heartbeatSeconds, leaseSeconds, tenant, type TruePage } from './true-page.ts';

export interface TrueBeat {
  readonly kind: 'joined' | 'present' | 'left';
  readonly sequence: number;
  /** The true time. */
  readonly at: number;
  /** Which part of the page's life it was sent in: a new one begins where a clock jumps or the page comes back. */
  readonly part: number;
}

/**
 * The page's heartbeats as they came: a wrong clock, set anew during the call; late, doubled, some lost. And when those were
 * truly sent that came.
 */
export function beatsOf(
  random: RandomSource,
  happens: Happenings['happens'],
  page: TruePage,
  lossPercent: number,
  media: PageMedia | undefined,
): { readonly beats: readonly Evidence[]; readonly moments: readonly number[] } {
  const set = clockSet(random, happens, page);
  const sent = sentBeats(random, page, set.at);
  const came = withSigns(
    random,
    sent.filter(() => !random.chance(lossPercent)),
    sent,
    page,
  );
  const skew = random.between(-40_000_000, 40_000_000);
  const delays = beatDelays(random, happens, { ...page, isClockSet: set.by !== 0 }, came);
  const looks = looksBefore(sent);
  const rows = came.map((beat, index) => {
    const clock = (at: number): number => monotonic(page, at);
    const carried = media?.told(looks.get(beat) ?? [], clock);
    const result = heartbeatEvidence(
      { tenant, consultId, provider: page.provider, person: page.person },
      {
        connectionId: page.id,
        sequence: beat.sequence,
        kind: beat.kind,
        at: beat.at + skew + (beat.at >= set.at ? set.by : 0),
        elapsed: clock(beat.at),
        ...(carried !== undefined && { carried }),
      },
      beat.at + (delays[index] ?? 0),
    );
    if (!result.accepted) throw new Error(result.reason);
    if (result.setAside !== undefined) throw new Error(result.setAside);
    return result.evidence;
  });
  // What was answered too late for the page to hear is sent again.
  const again = happens('doubled-heartbeats') ? rows.filter(() => random.chance(30)) : [];
  const late = again.map((row) => ({ ...row, receivedAt: row.receivedAt + random.between(1, 600_000) }));
  return { beats: [...rows, ...late], moments: came.map(({ at }) => at) };
}

const lookAhead = 1000;

/**
 * When the page looked at what it carries, up to each heartbeat: shortly before the regular ones. Who leaves, or comes back, says what
 * was known; every fourteenth look comes to nothing.
 */
function looksBefore(sent: readonly TrueBeat[]): ReadonlyMap<TrueBeat, readonly number[]> {
  const looks: number[] = [];
  return new Map(
    sent.map((beat, index) => {
      const before = sent[index - 1];
      const isRegular = beat.kind === 'present' && before !== undefined && before.kind !== 'left';
      if (isRegular && index % 14 !== 13) looks.push(beat.at - Math.min(lookAhead, beat.at - before.at));
      return [beat, [...looks]];
    }),
  );
}

/** When somebody sets the clock, and by how much. Set back by just what a sleep lasted it would hide the sleep: no clock shows that. */
function clockSet(
  random: RandomSource,
  happens: Happenings['happens'],
  { absences, start, end }: TruePage,
): { readonly at: number; readonly by: number } {
  if (!happens('clock-set')) return { at: Infinity, by: 0 };
  const by = random.between(300_000, 3_600_000) * (random.chance(50) ? 1 : -1);
  const hides = absences.some((absence) => Math.abs(absence.end - absence.start + by) < 70_000);
  const [asleep] = absences;
  const at =
    asleep !== undefined && happens('clock-set-asleep')
      ? random.between(asleep.start, asleep.end)
      : random.between(start, end);
  return { at, by: hides ? 0 : by };
}

function sentBeats(random: RandomSource, page: TruePage, clockSetAt: number): readonly TrueBeat[] {
  const cuts = [...page.absences.map(({ end }) => end), page.nap?.end ?? Infinity, clockSetAt];
  const beats: TrueBeat[] = [];
  const send = (kind: TrueBeat['kind'], at: number): void => {
    beats.push({ kind, sequence: beats.length, at, part: cuts.filter((cut) => cut <= at).length });
  };
  const awake = awakeSpans(page);
  const isAsleep = (at: number): boolean =>
    page.nap !== undefined && at > page.nap.start && at < page.nap.end;
  awake.forEach(({ start, end }, stretch) => {
    const cameFrom = page.absences[stretch - 1]?.kind;
    // Who comes back says so at once; after a sleep the timer has to run out first.
    let at = cameFrom === 'asleep' ? start + random.between(0, heartbeatSeconds * 1000) : start;
    while (at < end) {
      send(beats.length === 0 ? 'joined' : 'present', at);
      at += heartbeatSeconds * 1000 + random.between(0, 100);
      if (isAsleep(at)) at = page.nap?.end ?? at;
    }
    const saysLeft = stretch < awake.length - 1 ? page.absences[stretch]?.kind === 'away' : !page.crashed;
    if (saysLeft) send('left', end);
  });
  return beats;
}

/** The fold's assumption: of each part something is heard, and of the last lease of a page that does not get its `left` through. */
function withSigns(
  random: RandomSource,
  received: readonly TrueBeat[],
  sent: readonly TrueBeat[],
  page: TruePage,
): readonly TrueBeat[] {
  const came = new Set(received);
  const last = received.at(-1);
  if (last?.kind !== 'left' && page.end - (last?.at ?? 0) >= leaseSeconds * 1000) {
    const sign = sent.findLast(({ kind }) => kind !== 'left');
    if (sign !== undefined) came.add(sign);
  }
  for (const own of Map.groupBy(sent, ({ part }) => part).values()) {
    const one = own[random.between(0, own.length - 1)];
    if (one !== undefined && !own.some((beat) => came.has(beat))) came.add(one);
  }
  return sent.filter((beat) => came.has(beat));
}

function monotonic({ start, absences, nap, drift }: TruePage, at: number): number {
  const stopped = [...absences, ...(nap === undefined ? [] : [nap])]
    .filter(({ stopsMonotonicClock }) => stopsMonotonicClock)
    .reduce((sum, sleep) => sum + Math.max(0, Math.min(at, sleep.end) - sleep.start), 0);
  return (at - start - stopped) * (1 + drift);
}
