import { defaultProviders } from '@patchbay/server';
import { describe, expect, test } from 'vitest';
import type { StartVendor } from './emulated-vendor.ts';
import { createEmulatedWorld } from './emulated-world.ts';
import { startAgora } from './vendors/agora.ts';
import { startDaily } from './vendors/daily.ts';
import { startPexip } from './vendors/pexip.ts';
import { startTwilio } from './vendors/twilio.ts';
import { startVonage } from './vendors/vonage.ts';
import { startWhereby } from './vendors/whereby.ts';
import { startZoom } from './vendors/zoom.ts';

interface VendorCase {
  readonly start: StartVendor;
  readonly by: 'connection' | 'room' | 'account';
  /** By how much its count of one connection may differ from the truth. */
  readonly coarse: number;
  /** What a connection that nobody told us of shows as. */
  readonly untold: 'missing-here' | 'unknown-room' | 'not-told-apart';
}

const connections = { by: 'connection', coarse: 1, untold: 'missing-here' } as const;
const vendors: Readonly<Record<string, VendorCase>> = {
  twilio: { start: startTwilio, ...connections },
  daily: { start: startDaily, ...connections, coarse: 15 },
  // Insights tells the room's name and not the meeting, so that a consult's room looks like anybody's.
  whereby: { start: startWhereby, ...connections, untold: 'unknown-room' },
  pexip: { start: startPexip, ...connections },
  zoom: { start: startZoom, ...connections },
  vonage: { start: startVonage, ...connections, by: 'room' },
  agora: { start: startAgora, by: 'account', coarse: 1, untold: 'not-told-apart' },
};

const firstDay = Date.UTC(2026, 10, 2, 9, 59, 58, 765);
const day = 86_400_000;
const minutes = (count: number): number => count * 60_000;

async function worldOf(provider: string, start: StartVendor) {
  const descriptor = defaultProviders.find(({ manifest }) => manifest.id === provider);
  if (descriptor === undefined) throw new Error(`There is no ${provider}.`);
  const world = await createEmulatedWorld({ provider, start, descriptor, from: firstDay });
  await world.startServer();
  return world;
}

describe.each(Object.entries(vendors))('%s, emulated', (provider, { start, by, coarse, untold }) => {
  test(
    'counts what our ledger counts, and what was not told has its cause',
    { timeout: 60_000 },
    async () => {
      const world = await worldOf(provider, start);
      const { advance, visits } = world;
      const goOn = async (until: number): Promise<void> => {
        await world.stopServer();
        await advance(until - world.now());
      };

      // A consult of which everything is told, by vendor and pages, with somebody who leaves and comes back.
      const whole = await world.openConsult();
      const doctor = await world.enterWithPage(whole, await world.ticketFor(whole, 'doctor'));
      await advance(7_250);
      const patient = await world.ticketFor(whole, 'patient');
      const first = await world.enterWithPage(whole, patient);
      await advance(minutes(12) + 34_567);
      await first();
      await advance(21_500);
      const second = await world.enterWithPage(whole, patient);
      await advance(minutes(3) + 432);
      await second();
      await doctor();
      await world.endConsult(whole);
      await goOn(firstDay + day);

      const truth = visits.reduce((sum, { seconds }) => sum + seconds, 0);
      const sound = await world.reconciled();
      expect(sound).toMatchObject({
        provider,
        state: 'reconciled',
        emulated: provider !== 'pexip',
        missingDays: [],
      });
      const items = by === 'connection' ? visits.length : 1;
      expect(sound.reconciliation).toMatchObject({ by, causes: [{ cause: 'rounding', items }] });
      const { oursSeconds = 0, theirsSeconds = 0, varianceSeconds = Infinity } = sound.reconciliation ?? {};
      for (const apart of [oursSeconds - truth, theirsSeconds - truth, varianceSeconds])
        expect(Math.abs(apart)).toBeLessThanOrEqual(coarse * visits.length);
      expect([...world.shown].sort()).toEqual(world.vendor.shapes.map(([path]) => path.source).sort());
      expect((await world.reconcile('--no-pull')).stdout).toContain(
        provider === 'pexip' ? 'pexip, ' : ', emulated: ',
      );

      // The next day: a leave that is lost, a room of somebody else's, and two whom nobody tells of.
      await world.startServer();
      const lost = await world.openConsult();
      const staying = await world.enter(lost, await world.ticketFor(lost, 'doctor'));
      const leaving = await world.enter(lost, await world.ticketFor(lost, 'patient'));
      // A second after a poll saw them: half a lease is more than any vendor's count is coarse by.
      await advance(minutes(8) + 1_000);
      world.vendor.loseLeaveEvents(true);
      await leaving();
      world.vendor.loseLeaveEvents(false);
      await advance(minutes(2));
      await staying();
      await world.endConsult(lost);
      await world.meetElsewhere(240);
      const unheard = await world.openConsult();
      const tickets = [await world.ticketFor(unheard, 'doctor'), await world.ticketFor(unheard, 'patient')];
      await world.stopServer();
      const unseen = [];
      for (const ticket of tickets) unseen.push(await world.enter(unheard, ticket));
      await advance(minutes(5));
      for (const leave of unseen) await leave();
      await goOn(firstDay + 2 * day);

      const { reconciliation } = await world.reconciled();
      const causes = new Map(reconciliation?.causes.map((one) => [one.cause, one]));
      const secondsOf = (of: string | undefined): number =>
        visits.filter(({ consult }) => consult === of).reduce((sum, { seconds }) => sum + seconds, 0);
      const bound = reconciliation?.oursErrorBoundSeconds ?? 0;
      if (by === 'account') {
        expect([...causes.keys()]).toEqual(['not-told-apart']);
        const more = causes.get('not-told-apart')?.varianceSeconds ?? 0;
        expect(more).toBeGreaterThanOrEqual(secondsOf(undefined) + secondsOf(unheard) - bound);
        return;
      }
      const expected = new Set<string>(['rounding', 'missing-leave', 'unknown-room', untold]);
      expect(new Set(causes.keys())).toEqual(expected);
      const near = (cause: VendorCase['untold'], seconds: number): void =>
        expect(Math.abs((causes.get(cause)?.varianceSeconds ?? Infinity) - seconds)).toBeLessThanOrEqual(
          coarse * 4,
        );
      if (untold === 'unknown-room') near(untold, secondsOf(undefined) + secondsOf(unheard));
      else {
        near('unknown-room', secondsOf(undefined));
        near(untold, secondsOf(unheard));
      }
      expect(Math.abs(causes.get('missing-leave')?.varianceSeconds ?? 0)).toBeLessThanOrEqual(bound);
    },
  );
});
