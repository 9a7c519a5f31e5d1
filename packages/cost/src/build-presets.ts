import { assumption, egressTiers, onCall, platformAssumptions } from './platform-assumptions.ts';
import type { BuildPreset } from './build-preset.ts';

const guides =
  'Secondary guides: about 20 % of one engineer for a small installation; a crossover table of $2,500 for about 0.15';

/**
 * From the thinnest operation to one with a real rotation. People decide where the lines cross, so `sheet` should never be shown
 * alone.
 */
export const buildPresets: readonly BuildPreset[] = [
  {
    id: 'sheet',
    name: 'Comparison sheet (thin operations)',
    description:
      'What the comparison sheet assumes without saying so: about an hour of an engineer a day, nobody on call, 540p video and well-filled cores.',
    assumptions: {
      ...platformAssumptions,
      engineers: assumption('0.10 0.15 0.20', 'third-party', guides),
      onCallMonthly: onCall('none'),
      gigabytesPerMinute: {
        ...platformAssumptions.gigabytesPerMinute,
        value: { low: '0.0037', likely: '0.0064', high: '0.0131' },
        note: '360p, 540p, 720p with audio.',
      },
      consumersPerCore: {
        ...platformAssumptions.consumersPerCore,
        value: { low: '300', likely: '500', high: '500' },
        note: 'Likely: what mediasoup gives for a core.',
      },
    },
    egressTiers,
  },
  {
    id: 'part-time-operations',
    name: 'Half an engineer, nobody on call',
    description: 'Somebody owns it beside other work; a night outage waits for the morning. 720p video.',
    assumptions: {
      ...platformAssumptions,
      engineers: assumption('0.4 0.5 0.6', 'assumed', 'A choice: half of one job'),
      onCallMonthly: onCall('none'),
    },
    egressTiers,
  },
  {
    id: 'on-call-engineer',
    name: 'One engineer and an on-call stipend',
    description: 'One full-time engineer, and somebody who answers at night. 720p video.',
    assumptions: {
      ...platformAssumptions,
      engineers: assumption('0.8 1 1.2', 'assumed', 'A choice: one job'),
      onCallMonthly: onCall('one'),
    },
    egressTiers,
  },
  {
    id: 'on-call-rotation',
    name: 'Two engineers and a real rotation',
    description: 'Two full-time engineers, a first and a second on call. 720p video.',
    assumptions: {
      ...platformAssumptions,
      engineers: assumption('1.6 2 2.4', 'assumed', 'A choice: two jobs'),
      onCallMonthly: onCall('two'),
    },
    egressTiers,
  },
];

export const findBuildPreset = (id: string): BuildPreset | undefined =>
  buildPresets.find((preset) => preset.id === id);
