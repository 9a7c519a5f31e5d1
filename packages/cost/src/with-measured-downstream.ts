import type { BuildPreset } from './build-preset.ts';
import { blendedRate, countedShare, type MeasuredDownstream } from './measured-downstream.ts';

/** The preset with the gigabytes a minute that were counted; its own assumption stays for the rest. As it is where nothing was. */
export function withMeasuredDownstream(preset: BuildPreset, measured: MeasuredDownstream): BuildPreset {
  const share = countedShare(measured);
  if (share === undefined) return preset;
  const { value, source, ...assumed } = preset.assumptions.gigabytesPerMinute;
  const blend = (rate: string): string => blendedRate(measured, rate);
  return {
    ...preset,
    assumptions: {
      ...preset.assumptions,
      gigabytesPerMinute: {
        ...assumed,
        value: { low: blend(value.low), likely: blend(value.likely), high: blend(value.high) },
        source: `${share}; for the rest: ${source}`,
      },
    },
  };
}
