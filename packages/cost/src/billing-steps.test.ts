import type { BillingRule, ParticipantClass, Sourced } from '@patchbay/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { billedMinutes } from './billed-minutes.ts';
import { billingSteps } from './billing-steps.ts';
import { quantityOf, sum } from './exact.ts';
import type { MeasuredConnection } from './measured-usage.ts';

const sourced = <Value>(
  value: Value,
  confidence: Sourced<Value>['confidence'] = 'vendor',
): Sourced<Value> => ({
  value,
  source: 'https://vendor.example/billing',
  readOn: '2026-11-01',
  confidence,
});

const ruleOf = (change: Partial<BillingRule> = {}): BillingRule => ({
  id: 'rule',
  rounding: sourced('exact'),
  minimumSeconds: sourced(0),
  startsAt: sourced('connected'),
  loneParticipant: sourced('billed'),
  effectiveFrom: undefined,
  effectiveTo: undefined,
  ...change,
});

const of = (seconds: number, change: Partial<MeasuredConnection> = {}): MeasuredConnection => ({
  consultId: 'c',
  person: 'a',
  connection: 'k',
  participantClass: 'person',
  seconds,
  errorBoundSeconds: 0,
  mediaClass: 'unknown',
  ...change,
});

const stepsOf = (
  connections: readonly MeasuredConnection[],
  rule: BillingRule,
): readonly (readonly string[])[] =>
  billingSteps(connections, rule).items.map(({ steps }) =>
    steps.map(({ step, seconds }) => `${step} ${seconds}`),
  );

describe('the way from observed to billed', () => {
  test.each<[string, Partial<BillingRule>, MeasuredConnection, readonly string[]]>([
    ['exact seconds need no step', {}, of(70.5), ['observed 70.5']],
    [
      'rounding up to minutes',
      { rounding: sourced('minute-up') },
      of(70.5),
      ['observed 70.5', 'rounded 120'],
    ],
    ['rounding up to seconds', { rounding: sourced('second-up') }, of(70.5), ['observed 70.5', 'rounded 71']],
    ['a minimum', { minimumSeconds: sourced(10) }, of(3), ['observed 3', 'minimum 10']],
    [
      'a minimum, then rounding',
      { minimumSeconds: sourced(10), rounding: sourced('minute-up') },
      of(3),
      ['observed 3', 'minimum 10', 'rounded 60'],
    ],
    [
      'time alone that is free',
      { loneParticipant: sourced('free') },
      of(100, { aloneSeconds: 40 }),
      ['observed 100', 'alone 60'],
    ],
    [
      'time alone that is audio is billed all the same',
      { loneParticipant: sourced('as-audio') },
      of(100, { aloneSeconds: 40 }),
      ['observed 100'],
    ],
    [
      'a telephone leg billed twice',
      { sipLegs: sourced('twice') },
      of(60, { participantClass: 'sip' }),
      ['observed 60', 'counted 120'],
    ],
    [
      'a recorder that is free',
      { machines: sourced('free') },
      of(60, { participantClass: 'recorder' }),
      ['observed 60', 'counted 0'],
    ],
  ])('%s', (_name, change, connection, steps) => {
    expect(stepsOf([connection], ruleOf(change))).toEqual([steps]);
  });

  test('two connections of one person are rounded apart, or together where the vendor does', () => {
    const two = [of(70), of(40, { connection: 'l' })];
    const rule = ruleOf({ rounding: sourced('minute-up') });
    expect(stepsOf(two, rule)).toEqual([
      ['observed 70', 'rounded 120'],
      ['observed 40', 'rounded 60'],
    ]);
    const together = ruleOf({ rounding: sourced('minute-up'), roundingPer: sourced('participant') });
    expect(stepsOf(two, together)).toEqual([['observed 110', 'rounded 120']]);
    expect(billingSteps(two, together).items[0]?.connections).toEqual(['k', 'l']);
  });

  test('a rule that nobody was found to publish has a range', () => {
    const open = ruleOf({ rounding: sourced('exact', 'assumed') });
    expect(billingSteps([of(70)], open).readings).toEqual({ least: '1.166667', most: '2' });
    expect(billingSteps([of(70)], ruleOf()).readings).toBeUndefined();
  });
});

const connections = fc.array(
  fc.record({
    seconds: fc.integer({ min: 0, max: 7_200_000 }).map((milliseconds) => milliseconds / 1000),
    aloneSeconds: fc.integer({ min: 0, max: 600 }),
    person: fc.constantFrom('a', 'b', undefined),
    participantClass: fc.constantFrom<ParticipantClass>('person', 'sip', 'recorder'),
    connection: fc.uuid(),
  }),
  { maxLength: 6 },
);

const rules = fc
  .record({
    rounding: fc.constantFrom<BillingRule['rounding']['value']>(
      'exact',
      'second-up',
      'minute-up',
      'month-up',
    ),
    minimumSeconds: fc.constantFrom(0, 10, 60),
    loneParticipant: fc.constantFrom<BillingRule['loneParticipant']['value']>('billed', 'free', 'as-audio'),
    roundingPer: fc.constantFrom<'connection' | 'participant'>('connection', 'participant'),
    sipLegs: fc.constantFrom<'once' | 'twice' | 'free'>('once', 'twice', 'free'),
    machines: fc.constantFrom<'billed' | 'free'>('billed', 'free'),
  })
  .map((values) =>
    ruleOf(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, sourced(value)]))),
  );

test('the steps end where the bill does, whatever the rule', () => {
  fc.assert(
    fc.property(connections, rules, (some, rule) => {
      const measured = some.map((one) => of(one.seconds, one));
      const { items, billedMinutes: minutes } = billingSteps(measured, rule);
      expect(minutes).toBe(quantityOf(sum([...billedMinutes({ connections: measured }, rule).values()])));
      for (const { steps, billedSeconds } of items) expect(steps.at(-1)?.seconds).toBe(billedSeconds);
      expect(items.flatMap((item) => item.connections).sort()).toEqual(
        measured.map(({ connection }) => connection).sort(),
      );
    }),
    { numRuns: 500, seed: 20_261_129 },
  );
});
