import type { CrossoverForecast } from '@patchbay/cost';
import { describe, expect, test } from 'vitest';
import { forecastText } from './forecast-text.ts';

describe('forecastText', () => {
  test.each<[CrossoverForecast, string]>([
    [{ kind: 'reached' }, 'now'],
    [{ kind: 'in-month', month: '2027-04' }, 'in 2027-04'],
    [{ kind: 'never', because: 'flat-or-falling' }, 'never: usage does not grow'],
    [{ kind: 'unknown', because: 'too-few-months' }, 'unknown: too few complete months'],
  ])('%o', (forecast, text) => {
    expect(forecastText(forecast)).toBe(text);
  });
});
