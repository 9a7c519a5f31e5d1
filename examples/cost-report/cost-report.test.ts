import { expect, test } from 'vitest';
import { costReport, seededRandom } from './cost-report.ts';
import { renderCostReport } from './render-cost-report.ts';

const report = await costReport({ month: '2026-10', consults: 300, random: seededRandom(7) });

test('a month is metered from its webhooks, with a bound for the leaves that were never told', () => {
  expect(report.usage.consults).toBe(300);
  expect(report.usage.connections).toBeGreaterThan(600);
  expect(report.usage.errorBoundSeconds).toBeGreaterThan(0);
});

test('it stands under at least ten bills, the cheapest first', () => {
  const totals = report.bills.map(({ spend }) => Number(spend.total));
  expect(totals.length).toBeGreaterThanOrEqual(10);
  expect(totals).toEqual(totals.toSorted((a, b) => a - b));
});

test('one consult shows what a rule makes of the same seconds', () => {
  const { cheapest, dearest } = report.consult;
  expect(cheapest.observedMinutes).toBe(dearest.observedMinutes);
  expect(Number(dearest.billedMinutes)).toBeGreaterThan(Number(cheapest.billedMinutes));
  const text = renderCostReport(report);
  expect(text).toContain(`${cheapest.rule} (${cheapest.rounding})`);
  expect(text).toContain(`${dearest.rule} (${dearest.rounding})`);
});

test('the same seed gives the same month', async () => {
  const again = await costReport({ month: '2026-10', consults: 300, random: seededRandom(7) });
  expect(again).toEqual(report);
});
