import type { CarriedMedia, MediaClass } from '@patchbay/contract';
import { randomSource, type RandomSource } from './random-source.ts';
import { awakeSpans, heartbeatSeconds, type TruePage } from './true-page.ts';

/** What a page truly carried from one instant to another. */
export interface TrueMedia {
  readonly start: number;
  readonly end: number;
  readonly received: MediaClass | 'unsized';
  readonly sendsVideo: boolean;
  /** Bytes a second. */
  readonly rate: number;
}

export interface PageMedia {
  readonly phases: readonly TrueMedia[];
  readonly countsBytes: boolean;
  /** What the page says that it carried, of looks at these true instants, in order. */
  readonly told: (looks: readonly number[], monotonic: (at: number) => number) => CarriedMedia | undefined;
}

const kinds = ['audio', 'audio', 'hd', 'full-hd', '2k', '2k-plus', 'unsized'] as const;
/** As a page does: what is seen counts for the time since the last look, two intervals at most. */
export const mostSeen = 2000 * heartbeatSeconds;

/**
 * What each page of a consult carried; of a third of all consults voices only. By a source of its own, so that whatever else happens
 * stays what it was for a seed.
 */
export function mediaOfPages(pages: readonly TruePage[]): ReadonlyMap<string, PageMedia> {
  const random = randomSource((pages[0]?.start ?? 0) % 0x1_00_00_00_00);
  const voicesOnly = random.chance(33);
  return new Map(pages.map((page) => [page.id, mediaOf(random, page, voicesOnly)]));
}

function mediaOf(random: RandomSource, page: TruePage, voicesOnly: boolean): PageMedia {
  const phases: TrueMedia[] = [];
  for (let start = page.start; start < page.end;) {
    const end = Math.min(page.end, start + random.between(5000, random.chance(50) ? 60_000 : 900_000));
    const received = voicesOnly ? 'audio' : (kinds[random.between(0, kinds.length - 1)] ?? 'audio');
    phases.push({
      start,
      end,
      received,
      sendsVideo: !voicesOnly && random.chance(60),
      rate: random.between(0, 400_000),
    });
    start = end;
  }
  const countsBytes = random.chance(80);
  const awake = awakeSpans(page);
  const bytesUntil = (at: number): number =>
    Math.floor(
      phases.reduce((sum, { start, end, rate }) => {
        const within = awake.map((span) => Math.min(at, end, span.end) - Math.max(start, span.start));
        return sum + (within.reduce((all, length) => all + Math.max(0, length), 0) * rate) / 1000;
      }, 0),
    );
  return {
    phases,
    countsBytes,
    told(looks, monotonic) {
      const [received, times] = [{} as Record<string, number>, { unsized: 0, sent: 0 }];
      let before = 0;
      for (const at of looks) {
        const time = Math.min(Math.floor(monotonic(at)) - before, mostSeen);
        before = Math.floor(monotonic(at));
        const phase = phases.find(({ start, end }) => start <= at && at < end) ?? phases.at(-1);
        if (phase?.received === 'unsized') times.unsized += time;
        else if (phase !== undefined) received[phase.received] = (received[phase.received] ?? 0) + time;
        if (phase?.sendsVideo === true) times.sent += time;
      }
      const last = looks.at(-1);
      if (last === undefined) return undefined;
      const bytes = bytesUntil(last);
      return {
        received,
        unsizedVideo: times.unsized,
        sentVideo: times.sent,
        ...(countsBytes && { bytesReceived: bytes, bytesSent: Math.floor(bytes / 2) }),
      };
    },
  };
}

/** How long a page truly received or sent something, in milliseconds. */
export function trueTime(page: TruePage, { phases }: PageMedia, is: (phase: TrueMedia) => boolean): number {
  return awakeSpans(page).reduce(
    (sum, span) =>
      phases
        .filter(is)
        .reduce(
          (all, { start, end }) => all + Math.max(0, Math.min(end, span.end) - Math.max(start, span.start)),
          sum,
        ),
    0,
  );
}
