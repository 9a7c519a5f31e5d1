import type { CarriedMedia, Evidence } from '@patchbay/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Ledger, LedgerPeriod } from '../ledger.ts';
import { noon, row } from './ledger-row.ts';

/** What makes one kind of store for the suite, empty, and takes it away again. */
export interface LedgerHarness {
  readonly open: () => Promise<Ledger>;
  readonly dispose: () => Promise<void>;
}

const minute = 60_000;

const carried: CarriedMedia = {
  received: { audio: 15_000, hd: 4, 'full-hd': 3, '2k': 2, '2k-plus': 1 },
  unsizedVideo: 5,
  sentVideo: 14_000,
  bytesReceived: 9_000_000,
  bytesSent: 1,
};

const heartbeat = (sequence: number, told?: CarriedMedia): Evidence =>
  row({
    source: 'heartbeat',
    connection: 'tab',
    beat: { sequence, elapsed: sequence * 10_000 },
    ...(told !== undefined && { carried: told }),
  });

async function between(ledger: Ledger, period: LedgerPeriod): Promise<readonly (readonly Evidence[])[]> {
  const consults: (readonly Evidence[])[] = [];
  for await (const evidence of ledger.evidenceBetween(period)) {
    consults.push(evidence);
  }
  return consults;
}

/** What every ledger promises, whatever it is kept in. */
export function describeLedger(name: string, harness: LedgerHarness): void {
  describe(`${name} ledger`, () => {
    let ledger: Ledger;
    beforeEach(async () => {
      ledger = await harness.open();
    });
    afterEach(async () => {
      await ledger.close();
      await harness.dispose();
    });

    test('gives back what was appended, field by field, in the order of arrival', async () => {
      const rows = [
        row({ kind: 'room-started', person: undefined, connection: undefined, at: noon - 5 }),
        row({ participantClass: 'recorder', precision: 1000 }),
        row({ source: 'heartbeat', connection: 'tab', beat: { sequence: 3, elapsed: 30_000 } }),
        row({ source: 'roster-poll', kind: 'present', at: noon + 1, receivedAt: noon - 9 }),
        heartbeat(1, { received: {}, unsizedVideo: 0, sentVideo: 0 }),
        heartbeat(2, carried),
        heartbeat(4, { received: { '2k-plus': 9 }, unsizedVideo: 3, sentVideo: 0, bytesSent: 2.2e13 }),
        heartbeat(5, { received: {}, unsizedVideo: 7, sentVideo: 1, bytesReceived: 0 }),
      ];
      await ledger.append(rows);
      expect(await ledger.evidenceOf('consult-1')).toStrictEqual(rows);
      expect(await ledger.evidenceOf('consult-2')).toEqual([]);
    });

    test('says which rows are new; a redelivery is no second row and changes nothing', async () => {
      const [one, two] = [row({ connection: 'a' }), row({ connection: 'b' })];
      expect(await ledger.append([one, one])).toEqual({ accepted: [one.id], duplicates: [one.id] });
      const again = { ...one, receivedAt: noon + minute, precision: 7 };
      expect(await ledger.append([again, two])).toEqual({ accepted: [two.id], duplicates: [one.id] });
      expect(await ledger.evidenceOf('consult-1')).toEqual([one, two]);
      expect(await ledger.consultsBetween({ from: 0, to: Infinity })).toHaveLength(1);
    });

    test('of one heartbeat with different sums keeps both, in whatever order they come', async () => {
      const [plain, some, more] = [
        heartbeat(1),
        heartbeat(1, carried),
        heartbeat(1, { ...carried, sentVideo: 9 }),
      ];
      expect(await ledger.append([some, plain])).toEqual({ accepted: [some.id, plain.id], duplicates: [] });
      expect(await ledger.append([plain, more, some])).toEqual({
        accepted: [more.id],
        duplicates: [plain.id, some.id],
      });
      expect(await ledger.evidenceOf('consult-1')).toStrictEqual([some, plain, more]);
    });

    test('appends nothing of nothing', async () => {
      expect(await ledger.append([])).toEqual({ accepted: [], duplicates: [] });
      expect(await ledger.health()).toMatchObject({ rows: 0, writable: true });
    });

    test('many appends at once are all kept, each once', async () => {
      const rows = Array.from({ length: 300 }, (_, index) => row({ connection: `c${index}` }));
      const results = await Promise.all([...rows, ...rows].map((one) => ledger.append([one])));
      expect(results.flatMap(({ accepted }) => accepted).sort()).toEqual(rows.map(({ id }) => id).sort());
      expect(results.flatMap(({ duplicates }) => duplicates)).toHaveLength(300);
      expect(await ledger.health()).toMatchObject({ rows: 300 });
    });

    test("does not show one tenant another's consult, even under the same id", async () => {
      const [ours, theirs] = [row({ tenant: 'clinic' }), row({ tenant: 'other' })];
      expect((await ledger.append([ours, theirs])).accepted).toHaveLength(2);
      expect(await ledger.evidenceOf('consult-1', { tenant: 'clinic' })).toEqual([ours]);
      expect(await ledger.evidenceOf('consult-1', { tenant: 'nobody' })).toEqual([]);
      const all = { from: 0, to: noon * 2 };
      expect(await between(ledger, { ...all, tenant: 'other' })).toEqual([[theirs]]);
      expect((await ledger.consultsBetween({ ...all, tenant: 'other' })).map(({ tenant }) => tenant)).toEqual(
        ['other'],
      );
      expect(await ledger.consultsBetween(all)).toHaveLength(2);
    });

    test('a period finds the consults that reach into it, whole, the earliest first', async () => {
      const long = [
        row({ consultId: 'long', at: noon }),
        row({ consultId: 'long', kind: 'left', at: noon + 60 * minute }),
      ];
      const short = [row({ consultId: 'short', at: noon + 10 * minute })];
      await ledger.append([...short, ...long]);
      expect(await ledger.consultsBetween({ from: 0, to: noon * 2 })).toEqual([
        { tenant: 'clinic', consultId: 'long', first: noon, last: noon + 60 * minute },
        { tenant: 'clinic', consultId: 'short', first: noon + 10 * minute, last: noon + 10 * minute },
      ]);
      // Nothing happened in this quarter of an hour, but somebody was there.
      expect(await between(ledger, { from: noon + 30 * minute, to: noon + 45 * minute })).toEqual([long]);
      expect(await between(ledger, { from: 0, to: noon + 10 * minute })).toEqual([long]);
      expect(await between(ledger, { from: noon + 60 * minute, to: noon * 2 })).toEqual([long]);
      expect(await between(ledger, { from: noon + 60 * minute + 1, to: noon * 2 })).toEqual([]);
    });

    test("places heartbeats by the server's clock, back to their join", async () => {
      const wrong = noon - 1_000_000 * minute;
      const beat = { sequence: 6, elapsed: 2 * minute };
      await ledger.append([row({ source: 'heartbeat', kind: 'present', at: wrong, receivedAt: noon, beat })]);
      expect(await ledger.consultsBetween({ from: 0, to: noon * 2 })).toEqual([
        { tenant: 'clinic', consultId: 'consult-1', first: noon - 2 * minute, last: noon },
      ]);
    });

    test('takes a consult’s times from its new rows alone, however many come together', async () => {
      const beat = row({ source: 'heartbeat', beat: { sequence: 0, elapsed: 0 } });
      const hook = row({ at: noon + minute });
      await ledger.append([hook, beat]);
      const late = { ...beat, receivedAt: noon + 60 * minute };
      await ledger.append([late]);
      const span = { tenant: 'clinic', consultId: 'consult-1', first: noon, last: noon + minute };
      expect(await ledger.consultsBetween({ from: 0, to: noon * 2 })).toEqual([span]);
      await ledger.append([late, row({ kind: 'left', at: noon - minute }), hook]);
      expect(await ledger.consultsBetween({ from: 0, to: noon * 2 })).toEqual([
        { ...span, first: noon - minute },
      ]);
    });

    test('is of no use once closed, says so, and can be closed again', async () => {
      const unfinished = ledger.append([row()]);
      await ledger.close();
      await ledger.close();
      expect((await unfinished).accepted).toHaveLength(1);
      await expect(ledger.append([row()])).rejects.toMatchObject({ code: 'unavailable' });
      await expect(ledger.evidenceOf('consult-1')).rejects.toMatchObject({ code: 'unavailable' });
      await expect(ledger.consultsBetween({ from: 0, to: 1 })).rejects.toMatchObject({ code: 'unavailable' });
      await expect(between(ledger, { from: 0, to: 1 })).rejects.toMatchObject({ code: 'unavailable' });
      expect(await ledger.health()).toMatchObject({ writable: false });
    });
  });
}
