import { describe, expect, onTestFinished, test } from 'vitest';
import { evidenceId } from '../src/evidence-id.ts';
import type { LedgerVerification } from '../src/ledger-verification.ts';
import {
  type BookedLedger,
  type Statement,
  statement,
  type Steps,
  type WorkValue,
} from '../src/ledger-work.ts';
import { createUsageBook } from '../src/usage-book.ts';
import { verifyLedger } from '../src/verify-ledger.ts';
import type { BookHarness } from './describe-usage-book.ts';
import { randomSource } from './random-source.ts';
import { heartbeatSeconds, leaseSeconds } from './true-page.ts';
import { truthArrivals } from './truth-arrivals.ts';

const day = 86_400_000;
const july = Date.UTC(2026, 6, 10);
const patience = { timeout: 120_000 };

/** What `ledger verify` is made of, on a store. */
export function describeVerification(store: string, { open, runs }: BookHarness): void {
  async function filled(seed: number) {
    const { ledger, dispose } = await open();
    onTestFinished(async () => {
      await ledger.close();
      await dispose();
    });
    const random = randomSource(seed);
    const arrivals = truthArrivals(random, 6).map((row) => ({ ...row, id: evidenceId(row) }));
    const clock = { at: july };
    const times = { leaseSeconds, heartbeatSeconds };
    const randomHex = (digits: number): string =>
      Array.from({ length: digits }, () => random.between(0, 15).toString(16)).join('');
    const book = createUsageBook(ledger, { ...times, now: () => clock.at, randomHex });
    const half = Math.floor(arrivals.length / 2);
    await ledger.append(arrivals.slice(0, half));
    const settle = async (): Promise<void> => {
      while ((await book.rollUp()).more);
    };
    await settle();
    const verify = (): Promise<LedgerVerification> =>
      ledger.read(() => verifyLedger(ledger.dialect, { ...times, now: clock.at }));
    const rest = () => ledger.append(arrivals.slice(half));
    return { ledger, book, clock, settle, verify, rest };
  }

  const change = (ledger: BookedLedger, sql: string, ...values: WorkValue[]): Promise<void> =>
    ledger.transact(function* (): Steps<void> {
      const one: Statement = statement(sql, ...values);
      yield one;
    });

  describe(`verifying a ledger in ${store}`, () => {
    test('finds nothing in one that was closed, corrected, erased and forgotten in', patience, async () => {
      for (let seed = 0; seed < runs; seed += 1) {
        const { book, clock, settle, verify, rest } = await filled(seed);
        expect(await verify()).toMatchObject({ result: 'sound', waiting: { consults: 0, hours: 0 } });
        await book.closeMonth('2026-06');
        await rest();
        expect(await verify()).toMatchObject({ result: 'sound' });
        expect((await verify()).waiting.consults).toBeGreaterThan(0);
        await settle();
        const corrected = await verify();
        expect(corrected).toMatchObject({
          result: 'sound',
          checked: { closedMonths: 1 },
          waiting: { consults: 0 },
        });
        expect(corrected.checked.evidenceRows).toBeGreaterThan(100);
        expect(corrected.checked.hours).toBeGreaterThan(2);
        clock.at += 60 * day;
        expect((await book.erase({ tenant: 'clinic', person: 'person-0' })).consults).toBeGreaterThan(0);
        await settle();
        expect(await verify()).toMatchObject({ result: 'sound', waiting: { consults: 0 } });
        await book.closeMonth('2026-07');
        await book.forgetBefore(clock.at);
        expect(await verify()).toMatchObject({ result: 'sound', difference: undefined });
      }
    });

    const tampered: readonly (readonly [string, (ledger: BookedLedger) => Promise<void>, string])[] = [
      [
        'a time that was changed in a row',
        (ledger) =>
          change(
            ledger,
            `UPDATE ${ledger.dialect.evidence} SET at = at + 60000 WHERE kind = 'room-ended' OR (kind = 'present' AND source <> 'heartbeat')`,
          ),
        'evidence-id',
      ],
      [
        'a heartbeat that was given to another',
        (ledger) =>
          change(
            ledger,
            `UPDATE ${ledger.dialect.evidence} SET person = 'somebody' WHERE source = 'heartbeat'`,
          ),
        'evidence-id',
      ],
      [
        'bytes that were never carried',
        (ledger) =>
          change(
            ledger,
            `UPDATE ${ledger.dialect.evidence} SET carried = '0,0,0,0,0,0,0,1,1' WHERE source = 'heartbeat' AND sequence > 0`,
          ),
        'evidence-id',
      ],
      [
        'more time in a class than there was',
        (ledger) =>
          change(
            ledger,
            `UPDATE ${ledger.dialect.evidence} SET carried = '0,99999999999,0,0,0,0,0,,' WHERE source = 'heartbeat' AND sequence > 0`,
          ),
        'evidence-shape',
      ],
      [
        'a kind that is none',
        (ledger) =>
          change(ledger, `UPDATE ${ledger.dialect.evidence} SET kind = 'arrived' WHERE kind = 'left'`),
        'evidence-shape',
      ],
      [
        'rows that were taken away',
        (ledger) =>
          change(ledger, `DELETE FROM ${ledger.dialect.evidence} WHERE kind = 'left' AND source = 'webhook'`),
        'consult-times presence',
      ],
      [
        'a leave that was moved, with an id to match',
        (ledger) =>
          change(
            ledger,
            `UPDATE ${ledger.dialect.evidence} SET at = at - 60000, precision = 1 WHERE kind = 'left' AND source = 'webhook'`,
          ),
        'consult-times presence',
      ],
      [
        'a person who cannot be found for erasure',
        (ledger) => change(ledger, 'DELETE FROM ledger_person'),
        'persons',
      ],
      [
        'presence that says something else',
        (ledger) =>
          change(
            ledger,
            `UPDATE ledger_presence SET body = replace(body, '"participantClass":"person"', '"participantClass":"agent"')`,
          ),
        'presence',
      ],
      [
        'a month that was made dearer by a second',
        (ledger) =>
          change(
            ledger,
            "UPDATE ledger_month SET milliseconds = milliseconds + 1000 WHERE participant_class = 'person'",
          ),
        'month',
      ],
      [
        'an hour that is not there',
        (ledger) =>
          change(ledger, 'DELETE FROM ledger_hour WHERE hour = (SELECT min(hour) FROM ledger_hour)'),
        'hour',
      ],
      [
        'a peak that never was',
        (ledger) => change(ledger, 'UPDATE ledger_hour SET peak_participants = peak_participants + 1'),
        'hour',
      ],
      [
        'more that was carried in presence',
        (ledger) =>
          change(ledger, `UPDATE ledger_presence SET body = replace(body, '"carried":[[', '"carried":[[9')`),
        'presence',
      ],
      [
        'bytes that nobody counted in an hour',
        (ledger) => change(ledger, 'UPDATE ledger_hour SET bytes_sent = bytes_sent + 1'),
        'hour',
      ],
      [
        'a class that was told in company for longer',
        (ledger) =>
          change(ledger, 'UPDATE ledger_month SET company_hd_milliseconds = company_hd_milliseconds + 1'),
        'month',
      ],
      [
        'closing figures that were made nicer',
        (ledger) =>
          change(
            ledger,
            `UPDATE ledger_closing SET figures = replace(figures, '"connections":', '"connections":1')`,
          ),
        'closed-month',
      ],
      [
        'a correction that is gone',
        (ledger) => change(ledger, 'DELETE FROM ledger_correction'),
        'closed-month',
      ],
    ];

    test.each(tampered)('finds %s', patience, async (_name, tamper, checks) => {
      const { ledger, book, settle, verify, rest } = await filled(3);
      await book.closeMonth('2026-06');
      await rest();
      await settle();
      expect(await verify()).toMatchObject({ result: 'sound' });
      await tamper(ledger);
      const { result, difference } = await verify();
      expect(result).toBe('differs');
      expect(checks.split(' ')).toContain(difference?.check);
      expect(difference?.where).toMatch(/consult-|since 2026|hour from 2026/);
    });
  });
}
