import type { Decimal, Sourced } from '@patchbay/contract';

/** Gigabytes (10^9 bytes) that are sent to one participant per minute; used where gigabytes are billed and none were measured. */
export type DownstreamModel = Sourced<Decimal>;

/** A call of two at 720p: 1.7 Mbit/s of video and 48 kbit/s of audio, for a minute. */
export const downstream720p: DownstreamModel = {
  value: '0.0131',
  source: 'Computed from the bitrates in livekit/client-sdk-js src/room/track/options.ts (2026-08-06)',
  readOn: '2026-11-23',
  confidence: 'assumed',
  note: 'One received video track at 720p; a call of more people receives more.',
};
