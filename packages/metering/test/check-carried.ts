import { lookedAt, receivedAs } from '../src/carried-sums.ts';
import { carriedOf } from '../src/carried-within.ts';
import { hourLength } from '../src/hour-length.ts';
import type { BillableConnection } from '../src/presence-interval.ts';
import { mostSeen, type PageMedia, type TrueMedia, trueTime } from './page-media.ts';
import type { TrueConsult } from './random-truth.ts';
import { awakeSpans, type TruePage } from './true-page.ts';

/** More than the page's clock drifts, of all its time. */
const drift = 0.0005;
/** Of whole milliseconds, per connection, hour and class. */
const rounding = 100;
/** `longestBreakSeconds`. */
const mostUnseen = 30_000;

export interface CarriedCheck {
  readonly wrong: readonly string[];
  /** Milliseconds in which pages that tell were there, and those of which is known what was received. */
  readonly there: number;
  readonly known: number;
}

type Page = readonly [TruePage, PageMedia];

/**
 * What connections carried, against what truly was: never more time than a connection has in an hour; of no class more than was, but
 * for what lies between two looks at each change; no byte twice. Less is unknown, and not of another class.
 */
export function checkCarried(consult: TrueConsult, bills: readonly BillableConnection[]): CarriedCheck {
  const wrong = bills.flatMap(checkHours);
  const heard = new Set(
    consult.evidence.filter(({ carried }) => carried !== undefined).map((row) => row.connection),
  );
  let [there, known] = [0, 0];
  const byParty = Map.groupBy(consult.pages, ({ provider, person }) => JSON.stringify([provider, person]));
  for (const pages of byParty.values()) {
    const of = pages.flatMap((page): readonly Page[] => {
      const media = heard.has(page.id) ? consult.media.get(page.id) : undefined;
      return media === undefined ? [] : [[page, media]];
    });
    const own = bills.filter(
      ({ provider, person, participantClass }) =>
        participantClass === 'person' && provider === pages[0]?.provider && person === pages[0]?.person,
    );
    const told = pages.flatMap(({ id }) => {
      const sums = consult.evidence.flatMap((row) => (row.connection === id ? (row.carried ?? []) : []));
      return [Math.max(0, ...sums.map(({ bytesReceived = 0 }) => bytesReceived))];
    });
    const bytes = told.reduce((sum, one) => sum + one, 0);
    if (carriedOf(own).bytes_received > bytes)
      wrong.push(`bytes of ${pages[0]?.person ?? ''} are counted twice`);
    wrong.push(
      ...checkParty(of, own).map((what) => `media of ${pages[0]?.person} at ${pages[0]?.provider}: ${what}`),
    );
    there += of.reduce((sum, one) => sum + timeOf(one), 0);
    known += lookedAt(carriedOf(own));
  }
  return { wrong, there, known };
}

const timeOf = ([page]: Page): number =>
  awakeSpans(page).reduce((sum, { start, end }) => sum + end - start, 0);

function checkHours(bill: BillableConnection): readonly string[] {
  return (bill.carried ?? []).flatMap(({ hour, sums }) => {
    const time = Math.min(bill.end, (hour + 1) * hourLength) - Math.max(bill.start, hour * hourLength);
    const most = Math.max(
      lookedAt(sums),
      sums.sent_video_milliseconds ?? 0,
      sums.received_counted_milliseconds ?? 0,
      sums.sent_counted_milliseconds ?? 0,
    );
    return most <= time ? [] : [`${bill.connection} carried for ${most} ms in ${time} ms of an hour`];
  });
}

function checkParty(pages: readonly Page[], bills: readonly BillableConnection[]): readonly string[] {
  const told = carriedOf(bills);
  const time = pages.reduce((sum, page) => sum + timeOf(page), 0);
  const changes = pages.reduce(
    (sum, [page, { phases }]) =>
      sum + phases.length + page.absences.length + (page.nap === undefined ? 0 : 1),
    0,
  );
  const error = changes * mostSeen + time * drift + rounding;
  const truly = (is: (phase: TrueMedia) => boolean): number =>
    pages.reduce((sum, [page, media]) => sum + trueTime(page, media, is), 0);
  const wrong: string[] = [];
  const atMost = (what: string, is: number, most: number): void => {
    if (is > most) wrong.push(`${what}: ${is} told, ${most} at most`);
  };
  for (const [each, name] of [...Object.entries(receivedAs), ['unsized', 'unsized_milliseconds'] as const])
    atMost(each, told[name], truly(({ received }) => received === each) + error);
  atMost('sent video', told.sent_video_milliseconds, truly(({ sendsVideo }) => sendsVideo) + error);
  const isVideo = ({ received, sendsVideo }: TrueMedia): boolean => received !== 'audio' || sendsVideo;
  const video = truly(isVideo);
  for (const { connection, media } of bills) {
    if (media === 'video' && video === 0)
      wrong.push(`${connection} is told to have carried video, and nobody did`);
  }
  if (bills.length > 0 && bills.every(({ media }) => media === 'audio'))
    atMost(
      'video where only audio is told',
      video - (time - lookedAt(told)),
      error + mostUnseen * bills.length,
    );
  return wrong;
}
