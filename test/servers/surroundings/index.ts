import { agoraSurroundings } from './agora.ts';
import { dailySurroundings } from './daily.ts';
import { janusSurroundings } from './janus.ts';
import { livekitSurroundings } from './livekit.ts';
import { mediasoupSurroundings } from './mediasoup.ts';
import { meshSurroundings } from './mesh.ts';
import { pexipSurroundings } from './pexip.ts';
import type { Surroundings } from './surroundings.ts';
import { twilioSurroundings } from './twilio.ts';
import { vonageSurroundings } from './vonage.ts';
import { wherebySurroundings } from './whereby.ts';
import { zoomSurroundings } from './zoom.ts';

export type { HarnessDifferences, RunningSurroundings, Surroundings } from './surroundings.ts';

/** Every provider that can be run here. */
export const surroundings: readonly Surroundings[] = [
  agoraSurroundings,
  dailySurroundings,
  janusSurroundings,
  mediasoupSurroundings,
  meshSurroundings,
  livekitSurroundings,
  pexipSurroundings,
  twilioSurroundings,
  vonageSurroundings,
  wherebySurroundings,
  zoomSurroundings,
];

export const surroundingsOf = (provider: string): Surroundings | undefined =>
  surroundings.find((each) => each.provider === provider);
