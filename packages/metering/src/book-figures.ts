import { monthOf } from './clip-connection.ts';
import { insertRows, statement, type Steps } from './ledger-work.ts';
import type { BillableConnection } from './presence-interval.ts';
import type { FiguresDay } from './rule-dates.ts';
import { addShortRows } from './short-rows.ts';
import { figureChanges, figureNames, figuresOf, type KeyedFigures } from './usage-figures.ts';

/** What one consult came to when it was booked last, and what it comes to now. */
export interface Booking {
  readonly consult: number;
  readonly tenant: string;
  readonly before: readonly BillableConnection[];
  /** The days at which the months hold `before`; undefined when no month holds it. */
  readonly bookedAt: readonly FiguresDay[] | undefined;
  readonly after: readonly BillableConnection[];
  readonly ruleDates: readonly FiguresDay[];
  /** Why it changed: the new evidence, `<source> <kind>`, sorted. */
  readonly reasons: readonly string[];
  readonly now: number;
}

/** Adds the difference to the months, and for those that are closed writes it down as a correction, dated now. */
export function* bookFigures(booking: Booking): Steps<void> {
  const { tenant, before, bookedAt, after, ruleDates } = booking;
  const fresh = figuresOf(after, ruleDates);
  // However the months held it before: a correction is what evidence and time have changed.
  const changes = figureChanges(figuresOf(before, ruleDates), fresh);
  const isHeldSo = before.length === 0 || bookedAt?.length === ruleDates.length;
  for (const change of isHeldSo ? changes : rebooked(before, bookedAt, fresh))
    yield* addFigures(tenant, change);
  const months = changes.map(({ key }) => key.since.slice(0, 7));
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return;
  const rows = yield statement('SELECT month FROM ledger_closed WHERE month BETWEEN $1 AND $2', first, last);
  const closed = new Set(rows.map(({ month }) => String(month)));
  yield* insertCorrections(
    booking,
    changes.filter(({ key }) => closed.has(key.since.slice(0, 7))),
  );
}

/** Where the months hold it by other days, or not at all. */
const rebooked = (
  before: readonly BillableConnection[],
  bookedAt: readonly FiguresDay[] | undefined,
  fresh: ReturnType<typeof figuresOf>,
): readonly KeyedFigures[] =>
  figureChanges(bookedAt === undefined ? new Map<string, never>() : figuresOf(before, bookedAt), fresh);

function* addFigures(tenant: string, { key, figures, shorts }: KeyedFigures): Steps<void> {
  const sums = figureNames.map((name) => `${name} = ledger_month.${name} + excluded.${name}`);
  yield* insertRows(
    'ledger_month',
    ['since', 'tenant', 'provider', 'participant_class', 'session_media', ...figureNames],
    [
      [
        key.since,
        tenant,
        key.provider,
        key.participantClass,
        key.sessionMedia,
        ...figureNames.map((name) => figures[name]),
      ],
    ],
    `ON CONFLICT (since, tenant, provider, participant_class, session_media) DO UPDATE SET ${sums.join(', ')}`,
  );
  yield* addShortRows(tenant, key, shorts);
}

/** A closed month's own figures never change. */
function* insertCorrections(
  { consult, tenant, reasons, now }: Booking,
  changes: readonly KeyedFigures[],
): Steps<void> {
  yield* insertRows(
    'ledger_correction',
    [
      'month',
      'since',
      'dated_in',
      'made_at',
      'tenant',
      'provider',
      'participant_class',
      'session_media',
      'consult',
      'reasons',
      'figures',
      'shorts',
    ],
    changes.map(({ key, figures, shorts }) => [
      key.since.slice(0, 7),
      key.since,
      monthOf(now),
      now,
      tenant,
      key.provider,
      key.participantClass,
      key.sessionMedia,
      consult,
      JSON.stringify(reasons),
      JSON.stringify(figures),
      JSON.stringify(shorts),
    ]),
  );
}
