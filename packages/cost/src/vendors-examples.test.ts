import type { MediaClass } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { flat, minuteMeter, payAsYouGo, rateCard, rule, sourced } from '../fixtures/sample-rates.ts';
import { usageOfSeconds } from '../fixtures/sample-usage.ts';
import type { MeasuredConnection, MeasuredUsage } from './measured-usage.ts';
import { spendOf } from './spend-of.ts';

/** Connections of one consult. */
const together = (...connections: readonly Partial<MeasuredConnection>[]): MeasuredUsage => ({
  ...usageOfSeconds([]),
  connections: connections.flatMap(
    (change, index) =>
      usageOfSeconds([change.seconds ?? 0], {
        consultId: 'c',
        person: `p-${index}`,
        connection: `k-${index}`,
        ...change,
      }).connections,
  ),
});

const minutes = (count: number): number => count * 60;
const billed = (usage: MeasuredUsage, ...args: Parameters<typeof rule>): string =>
  spendOf(usage, payAsYouGo, rule(...args)).billedMinutes;

// api.support.vonage.com 6646183654684, "How to estimate my Video API Monthly charges", and support.tokbox.com 360029731831.
describe('Vonage’s own examples', () => {
  test('three people who come and go are 45 participant-minutes', () => {
    // Publishing from 0:05 to 0:15, from 0:10 to 0:30, from 0:10 to 0:25.
    const usage = together({ seconds: minutes(10) }, { seconds: minutes(20) }, { seconds: minutes(15) });
    expect(billed(usage, 'exact')).toBe('45');
    expect(billed(usage, 'minute-up')).toBe('45');
  });

  test('two people for one minute are two', () => {
    expect(billed(together({ seconds: 60 }, { seconds: 60 }), 'exact')).toBe('2');
  });

  test('a telephone leg is billed as a participant and as a leg', () => {
    // api.support.vonage.com 6646235489436: SIP minutes come on top of participant-minutes.
    const usage = together({ seconds: 60 }, { seconds: 60, participantClass: 'sip' });
    expect(billed(usage, 'exact', { sipLegs: sourced('twice') })).toBe('3');
    expect(billed(usage, 'exact')).toBe('2');
  });
});

// AgoraIO/docs-portal, content/docs/en/realtime-media/video/reference/pricing.mdx at 20115dcf.
describe('Agora’s own examples', () => {
  const agora = rule('month-up', {
    classifiedBy: sourced('subscribed-pixels'),
    loneParticipant: sourced('as-audio'),
  });
  const meter = (mediaClass: MediaClass, price: string) => ({ ...minuteMeter(flat(price)), mediaClass });
  const list = rateCard([
    meter('audio', '0.00099'),
    meter('hd', '0.00399'),
    meter('full-hd', '0.00899'),
    meter('2k', '0.01599'),
    meter('2k-plus', '0.03599'),
  ]);
  const unitsPerMinute = { audio: '1', hd: '4', 'full-hd': '9', '2k': '16', '2k-plus': '36' };
  const standard = rateCard([{ ...minuteMeter(flat('0.00099'), '400000'), unitsPerMinute }], '339.99');

  test('59 seconds of audio are a minute, 61 seconds of video are two', () => {
    const spend = (seconds: number, mediaClass: 'audio' | 'video') =>
      spendOf(usageOfSeconds([seconds], { mediaClass }), list, agora).lines.map(({ quantity }) => quantity);
    expect(spend(59, 'audio')).toEqual(['1']);
    expect(spend(61, 'video')).toEqual(['2']);
  });

  test('five users in one channel are billed by what each subscribes to', () => {
    // Host A: 2 x 960 x 720. Hosts B and C: the screen of 1920 x 1080 besides. Two who only watch: three hosts and the screen.
    const pixels = [1_382_400, 3_456_000, 3_456_000, 4_147_200, 4_147_200];
    const classes: readonly MediaClass[] = ['full-hd', '2k', '2k', '2k-plus', '2k-plus'];
    expect(pixels.map(classOfPixels)).toEqual(classes);
    const usage = together(
      ...classes.map((each) => ({ seconds: minutes(60), secondsByClass: { [each]: minutes(60) } })),
    );
    expect(spendOf(usage, list, agora).lines.map(({ quantity, price }) => [quantity, price])).toEqual([
      ['60', '0.00899'],
      ['120', '0.01599'],
      ['120', '0.03599'],
    ]);
  });

  test('classes are weighed against each other before the month is rounded up', () => {
    // 360 s of HD video at 4, 360 s of a broadcast's audio at 0.57: 1645.2 s, 27.42 minutes, billed 28.
    const card = rateCard([
      { ...minuteMeter(flat('1')), unitsPerMinute: { ...unitsPerMinute, audio: '0.57' } },
    ]);
    const usage = together({ seconds: 360 }, { seconds: 360, mediaClass: 'audio' });
    expect(spendOf(usage, card, agora).total).toBe('28');
  });

  test('100,000 standard minutes over a package of 339.99 cost 99 more', () => {
    // 500,000 standard minutes are 125,000 of HD video.
    const usage = usageOfSeconds([minutes(125_000)]);
    expect(spendOf(usage, standard, agora).total).toBe('438.99');
  });

  test('somebody alone is billed as audio', () => {
    const alone = usageOfSeconds([minutes(10)], { aloneSeconds: minutes(4) });
    expect(spendOf(alone, list, agora).lines.map(({ quantity, price }) => [quantity, price])).toEqual([
      ['4', '0.00099'],
      ['6', '0.00399'],
    ]);
  });

  test('a call of four at 720p is 2K for each, four times HD', () => {
    expect(classOfPixels(3 * 1280 * 720)).toBe('2k');
  });
});

/** As the page's table has it. */
function classOfPixels(pixels: number): MediaClass {
  if (pixels <= 921_600) return 'hd';
  if (pixels <= 2_073_600) return 'full-hd';
  return pixels <= 3_686_400 ? '2k' : '2k-plus';
}

// docs.daily.co, audio-only: one video track, sent once, makes the whole session a video session.
describe('Daily', () => {
  const daily = rule('exact', { classifiedBy: sourced('session') });
  const card = rateCard([
    { ...minuteMeter(flat('0.00099')), mediaClass: 'audio' },
    { ...minuteMeter(flat('0.004')), mediaClass: 'hd' },
  ]);

  test('bills a session with one camera as video for everybody', () => {
    const usage = together({ seconds: 60, mediaClass: 'audio' }, { seconds: 60, mediaClass: 'video' });
    expect(spendOf(usage, card, daily).total).toBe('0.008');
  });

  test('bills a session of voices as audio', () => {
    const usage = together({ seconds: 60, mediaClass: 'audio' }, { seconds: 60, mediaClass: 'audio' });
    expect(spendOf(usage, card, daily).total).toBe('0.00198');
  });
});

// docs.livekit.io/deploy/admin/billing, before the change of 2026-08-24: 10 s are a minute, 70 s are two.
test('LiveKit Cloud’s examples of the old rule, and the same seconds under the new one', () => {
  const usage = usageOfSeconds([10, 70]);
  expect(billed(usage, 'minute-up')).toBe('3');
  expect(billed(usage, 'second-up', { minimumSeconds: sourced(10) })).toBe('1.333333');
});

test('each connection is billed under the rule that was in force when it began', () => {
  const at = (date: string, seconds: number) => ({ seconds, startedAt: Date.parse(date) });
  const usage = together(at('2026-08-23T23:59:59Z', 10), at('2026-08-24T00:00:00Z', 10));
  const versions = {
    effectiveFrom: '2026-08-24',
    supersedes: rule('minute-up', { effectiveTo: '2026-08-23' }),
  };
  expect(billed(usage, 'second-up', versions)).toBe('1.166667');
  expect(billed(usageOfSeconds([10]), 'second-up', versions)).toBe('0.166667');
});

describe('people and machines', () => {
  test('two connections of one person are rounded together where the vendor counts participants', () => {
    const usage = together({ seconds: 40, person: 'p' }, { seconds: 40, person: 'p' }, { seconds: 40 });
    expect(billed(usage, 'minute-up')).toBe('3');
    expect(billed(usage, 'minute-up', { roundingPer: sourced('participant') })).toBe('3');
    const long = together({ seconds: 20, person: 'p' }, { seconds: 20, person: 'p' });
    expect(billed(long, 'minute-up', { roundingPer: sourced('participant') })).toBe('1');
    expect(billed(long, 'minute-up')).toBe('2');
  });

  test('a recorder is billed like people, unless the vendor says otherwise', () => {
    const usage = together({ seconds: 60 }, { seconds: 60, participantClass: 'recorder' });
    expect(billed(usage, 'exact')).toBe('2');
    expect(billed(usage, 'exact', { machines: sourced('free') })).toBe('1');
  });
});

describe('a rule that was not found', () => {
  const open = rule('minute-up', { rounding: sourced('minute-up', 'assumed') });

  test('is read both ways, and the range says what was taken', () => {
    const { total, range } = spendOf(usageOfSeconds([61, 61]), payAsYouGo, open);
    expect(total).toBe('0.016');
    expect(range).toEqual({
      least: { total: '0.008133333333', billedMinutes: '2.033333', taken: ['rounding: exact'] },
      most: { total: '0.016', billedMinutes: '4', taken: ['rounding: minute-up'] },
    });
  });

  test('has as many readings as there are open values', () => {
    const both = { ...open, loneParticipant: sourced('billed' as const, 'assumed') };
    const usage = usageOfSeconds([61], { aloneSeconds: 61 });
    expect(spendOf(usage, payAsYouGo, both).range).toMatchObject({
      least: { total: '0', taken: ['rounding: minute-up', 'loneParticipant: free'] },
      most: { total: '0.008', taken: ['rounding: minute-up', 'loneParticipant: billed'] },
    });
  });

  test('that the vendor states has no range', () => {
    expect(spendOf(usageOfSeconds([61]), payAsYouGo, rule('exact'))).not.toHaveProperty('range');
  });
});
