import { livekitSurroundings } from './livekit.ts';
import { mediasoupSurroundings } from './mediasoup.ts';
import { meshSurroundings } from './mesh.ts';
import type { Surroundings } from './surroundings.ts';
import { twilioSurroundings } from './twilio.ts';

export type { HarnessDifferences, RunningSurroundings, Surroundings } from './surroundings.ts';

/** Every provider that can be run here. */
export const surroundings: readonly Surroundings[] = [
  mediasoupSurroundings,
  meshSurroundings,
  livekitSurroundings,
  twilioSurroundings,
];

export const surroundingsOf = (provider: string): Surroundings | undefined =>
  surroundings.find((each) => each.provider === provider);
