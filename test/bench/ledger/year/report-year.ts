// A process of its own, so that its memory is its own: the year's report from a ledger's rollups.
import { dirname } from 'node:path';
import { openSqliteLedger, type RolledSummary } from '@patchbay/metering';
import { reportMonths } from '@patchbay/server';
import { timed } from '../take-turns.ts';
import { year } from './generate-year.ts';
import { type MonthAnswer, peakBytes, type YearRun } from './year-answer.ts';
import { reportedAt, yearBook, yearConfig } from './year-book.ts';

const [path = ''] = process.argv.slice(2);
const ledger = await openSqliteLedger({ path, now: () => reportedAt });
const config = yearConfig(dirname(path));
const book = yearBook(ledger, config);
const report = () => reportMonths({ book, config, from: year.first, to: year.last, now: reportedAt });
const usage = () => book.usageFromRollups({ from: year.from, to: year.to });

const times = {
  report: [await timed(report), await timed(report)],
  usage: [await timed(usage), await timed(usage)],
} as const;

const monthAnswer = ({ usage: of, sums }: RolledSummary): MonthAnswer => ({
  consults: of.consults,
  connections: of.connections,
  milliseconds: Math.round(of.participantSeconds * 1000),
  minuteUp: sums.reduce((total, { perConnection }) => total + perConnection.minuteUp.all, 0),
  peakParticipants: of.peakConcurrentParticipants,
  peakRooms: of.peakConcurrentRooms,
});
const { summaries, together } = await usage();
const months = Object.fromEntries(
  [...summaries, ...together].map((one) => [`${one.month} ${one.provider}`, monthAnswer(one)]),
);
const run: YearRun = { times, answer: { months }, peakBytes: peakBytes() };
console.log(JSON.stringify({ ...run, bills: (await report()).bills }));
await ledger.close();
