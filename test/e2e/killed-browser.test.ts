import { foldPresence, presenceOfPersons } from '@patchbay/metering';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { surroundingsOf } from '../servers/surroundings/index.ts';
import { consultTimes, type KilledConsult, openKilledConsult } from './killed-consult.ts';

const providers = ['livekit', 'janus', 'mediasoup'] as const;

describeWithServers(
  'a browser that is killed in a consult',
  ['chromium', 'livekit', 'janus', 'mediasoup'],
  (paths) => {
    const consults: KilledConsult[] = [];

    beforeAll(async () => {
      for (const provider of providers) {
        const surroundings = surroundingsOf(provider);
        if (surroundings === undefined) throw new Error(`${provider} is not run here.`);
        const consult = await openKilledConsult({ provider, surroundings, paths });
        consults.push(consult);
      }
      // Each vendor takes its time to notice: all of them at once.
      await Promise.all(consults.map((consult) => consult.kill()));
      await Promise.all(consults.map((consult) => consult.everythingTold()));
    }, 120_000);

    afterAll(() => Promise.all(consults.map((consult) => consult.close())));

    test.each(providers)('%s: the ledger has its end within the bound it states', async (provider) => {
      const consult = consults[providers.indexOf(provider)];
      if (consult === undefined) throw new Error('The consult did not take place.');
      const { joined, killed, connection, rows } = await consult.record();
      const intervals = foldPresence(rows, { ...consultTimes, now: Date.now() });

      const page = intervals.find((each) => each.connection === connection);
      if (page === undefined) throw new Error('The ledger does not know the page.');
      const { person, end, endBasis, endRange, errorBoundSeconds } = page;
      const offSeconds = (killed.latest - end) / 1000;
      console.log(
        JSON.stringify({
          provider,
          trueEnd: killed.latest,
          foldedEnd: end,
          offSeconds,
          errorBoundSeconds,
          endBasis,
        }),
      );
      expect(endBasis).toBe('lease');
      expect(endRange.earliest).toBeLessThanOrEqual(killed.latest);
      expect(endRange.latest).toBeGreaterThanOrEqual(killed.earliest);
      expect(Math.abs(offSeconds)).toBeLessThanOrEqual(errorBoundSeconds);
      // Killed late in an interval: a bound that promised to know would be caught.
      expect(Math.abs(offSeconds)).toBeGreaterThan(0.5);
      expect(errorBoundSeconds).toBeLessThan(consultTimes.leaseSeconds);

      // What the page said that it carried: camera and microphone both ways, since shortly after the join.
      const beats = rows.filter((row) => row.connection === connection);
      const carried = beats
        .toSorted((a, b) => (a.beat?.sequence ?? 0) - (b.beat?.sequence ?? 0))
        .at(-1)?.carried;
      console.log(JSON.stringify({ provider, carried }));
      if (carried === undefined) throw new Error('The page did not tell what it carried.');
      const { received, unsizedVideo, sentVideo, bytesReceived = 0, bytesSent = 0 } = carried;
      const elapsed = Math.max(...beats.map(({ beat }) => beat?.elapsed ?? 0));
      const looked = Object.values(received).reduce((sum, each) => sum + each, unsizedVideo);
      expect(received.hd).toBeGreaterThan(0);
      expect(unsizedVideo).toBe(0);
      expect(sentVideo).toBeGreaterThan(0);
      expect(sentVideo).toBeLessThanOrEqual(looked);
      expect(looked).toBeLessThanOrEqual(elapsed);
      // A second before each heartbeat it was looked at, unless the vendor was slow to tell: then an interval before.
      expect(looked).toBeGreaterThan(elapsed - 1.5 * consultTimes.heartbeatSeconds * 1000);
      for (const bytes of [bytesReceived, bytesSent]) {
        // Of a fake camera, and at least sound: between 1 kB/s and 1 MB/s.
        expect(bytes / (elapsed / 1000)).toBeGreaterThan(1000);
        expect(bytes / (elapsed / 1000)).toBeLessThan(1_000_000);
      }

      // The vendor's own word, later than the truth by what it took to notice.
      const vendor = intervals.filter((each) => each.person === person && each.witness === 'vendor');
      expect(vendor.map((each) => each.endBasis)).toEqual(['observed']);
      expect(vendor[0]?.end).toBeGreaterThan(killed.earliest - 2000);

      // The person: there from the join to the kill, whatever the vendor held.
      const present = presenceOfPersons(intervals);
      expect(present).toHaveLength(2);
      const one = present.find((each) => each.person === person);
      const trueSeconds = (killed.latest - joined) / 1000;
      console.log(
        JSON.stringify({
          provider,
          trueSeconds,
          ledgerSeconds: one?.seconds,
          errorBoundSeconds: one?.errorBoundSeconds,
          vendorEndsAfterSeconds: ((vendor[0]?.end ?? 0) - killed.latest) / 1000,
        }),
      );
      expect(Math.abs((one?.seconds ?? 0) - trueSeconds)).toBeLessThanOrEqual(one?.errorBoundSeconds ?? 0);
    });
  },
);
