import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRateAllowance, type RateAllowance } from './rate-allowance.ts';
import type { SharedRates } from './shared-rates.ts';

/** What a database counts, in one window. */
class Counted {
  taken = 0;
  asked = 0;
  isDown = false;
  instances: number;
  constructor(instances: number) {
    this.instances = instances;
  }
  readonly shared: SharedRates = {
    instances: () => this.instances,
    take: async (_by, _key, points) => {
      this.asked += 1;
      if (this.isDown) throw new Error('It is down.');
      this.taken += points;
      return { taken: this.taken, milliseconds: 30_000 };
    },
  };
}

/** Instances that share a limit, each with its own count of one key. */
function sharing(count: number, requests: number) {
  let now = 1_000_000;
  const counted = new Counted(count);
  const each = Array.from({ length: count }, () => {
    const allowance: RateAllowance = createRateAllowance({
      by: 'tenant',
      requests,
      seconds: 60,
      shared: counted.shared,
      now: () => now,
    });
    let admitted = 0;
    return {
      allowance,
      let: () => admitted,
      /** As the limits do: what is refused is not counted. */
      come: async (): Promise<number | undefined> => {
        admitted += 1;
        const refusedFor = await allowance.ask('key', { count: admitted, milliseconds: 60_000 });
        if (refusedFor !== undefined) admitted -= 1;
        return refusedFor;
      },
    };
  });
  return {
    counted,
    each,
    wait: (milliseconds: number) => (now += milliseconds),
    all: () => each.reduce((sum, one) => sum + one.let(), 0),
  };
}

describe('a limit that instances share', () => {
  test('is never passed in all, whoever comes where, one by one or at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 60 }), fc.boolean()), { maxLength: 30 }),
        async (count, requests, bursts) => {
          const { each, all } = sharing(count, requests);
          for (const [at, many, isAtOnce] of bursts) {
            const instance = each[at % count];
            const come = () => instance?.come();
            if (isAtOnce) await Promise.all(Array.from({ length: many }, come));
            else for (let one = 0; one < many; one += 1) await come();
          }
          expect(all()).toBeLessThanOrEqual(requests);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    [2, 600],
    [3, 120],
    [5, 60],
    [2, 1],
  ])('of %i instances is had at least by half at one of them: %i', async (count, requests) => {
    const { each, all } = sharing(count, requests);
    for (let one = 0; one < 2 * requests; one += 1) await each[0]?.come();
    expect(all()).toBeGreaterThanOrEqual(requests / 2);
    // And nearly whole where everybody is asked.
    for (let one = 0; one < 2 * requests; one += 1) for (const instance of each) await instance.come();
    expect(all()).toBeGreaterThanOrEqual(requests * 0.9);
  });

  test('makes few wait for the database, and nobody who is refused', async () => {
    const { each, counted } = sharing(2, 600);
    for (let one = 0; one < 150; one += 1) await each[0]?.come();
    expect(counted.asked).toBe(0);
    for (let one = 0; one < 5_000; one += 1) await each[0]?.come();
    expect(counted.asked).toBe(11);
  });

  test('asks once for all who come at once', async () => {
    const { each, counted } = sharing(2, 600);
    await Promise.all(Array.from({ length: 180 }, () => each[0]?.come()));
    expect(counted.asked).toBe(1);
  });

  test('is divided while the database is down, which is asked again after a while', async () => {
    const { each, counted, wait } = sharing(3, 300);
    counted.isDown = true;
    for (let one = 0; one < 500; one += 1) await each[0]?.come();
    expect([each[0]?.let(), counted.asked]).toEqual([100, 1]);
    counted.isDown = false;
    expect(await each[0]?.come()).toBe(60_000);
    wait(5_001);
    expect(await each[0]?.come()).toBeUndefined();
    expect(counted.asked).toBeGreaterThan(1);
  });

  test('is one instance’s own when it is alone', async () => {
    const { each, counted, all } = sharing(1, 50);
    for (let one = 0; one < 80; one += 1) await each[0]?.come();
    expect([all(), counted.asked]).toEqual([50, 0]);
  });

  test('says for how long, and to those who only look without asking anybody', async () => {
    const { each, counted, wait } = sharing(2, 4);
    const [one] = each;
    const looks = () =>
      one?.allowance.isUsedUp('key', { count: (one?.let() ?? 0) + 1, milliseconds: 60_000 });
    expect(looks()).toBeUndefined();
    for (let turn = 0; turn < 10; turn += 1) await one?.come();
    const { asked } = counted;
    expect(looks()).toBe(30_000);
    wait(10_000);
    expect(looks()).toBe(20_000);
    wait(20_001);
    expect(looks()).toBeUndefined();
    expect(counted.asked).toBe(asked);
  });
});
