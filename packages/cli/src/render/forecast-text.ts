import type { CrossoverForecast } from '@patchbay/cost';

const never = {
  'no-crossover': 'never: no crossover',
  'flat-or-falling': 'never: usage does not grow',
  'too-far': 'too far away to tell',
} as const;

/** When the trend reaches the crossover, in a few words. */
export function forecastText(forecast: CrossoverForecast): string {
  switch (forecast.kind) {
    case 'reached':
      return 'now';
    case 'in-month':
      return `in ${forecast.month}`;
    case 'never':
      return never[forecast.because];
    case 'unknown':
      return 'unknown: too few complete months';
  }
}
