import { describe, expect, test } from 'vitest';
import { daysToAsk } from './days-to-ask.ts';
import { dayName } from './usage-days.ts';

const hour = 3_600_000;
const day = 24 * hour;
const at = (text: string): number => Date.parse(`2026-11-${text}Z`);
const answeredAt = (entries: Readonly<Record<string, string>>): ReadonlyMap<number, number> =>
  new Map(Object.entries(entries).map(([on, when]) => [at(`${on}T00:00`), at(when)]));

const due = (
  now: string,
  answers: Readonly<Record<string, string>> = {},
  since = '20T00:00',
): readonly string[] =>
  daysToAsk({ now: at(now), since: at(since), everyMilliseconds: day, answered: answeredAt(answers) }).map(
    (one) => dayName(one).slice(-2),
  );

describe('days to ask about', () => {
  test('are those that are over for an hour', () => {
    expect(due('22T00:59')).toEqual(['20']);
    expect(due('22T01:00')).toEqual(['20', '21']);
  });

  test('begin with the first that is remembered whole', () => {
    expect(due('23T12:00', {}, '20T00:01')).toEqual(['21', '22']);
    expect(due('20T12:00')).toEqual([]);
  });

  test('are asked about again a day later, and once more when nothing can come any more', () => {
    expect(due('21T02:00', { 20: '21T01:00' })).toEqual([]);
    expect(due('22T00:59', { 20: '21T01:00', 21: '22T00:58' })).toEqual([]);
    expect(due('22T01:00', { 20: '21T01:00' })).toEqual(['20', '21']);
    expect(due('23T01:00', { 20: '22T01:00', 21: '22T01:00', 22: '23T00:59' })).toEqual(['20', '21']);
    // Two days after its end: what is said now stays.
    expect(due('29T00:00', { 20: '23T00:00' }, '20T00:00')).not.toContain('20');
  });

  test('are all those that nobody answered, also between others', () => {
    expect(due('25T12:00', { 20: '24T01:00', 22: '25T06:00', 23: '25T06:00' })).toEqual(['21', '24']);
  });
});
