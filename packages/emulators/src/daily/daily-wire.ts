import { z } from 'zod';

/**
 * What the stand-in call machine and the emulator say to each other. It is ours: Daily's own signalling is in a script that
 * is not part of daily-js and was never seen.
 */
export const said = z.discriminatedUnion('type', [
  z.object({ type: z.literal('join'), room: z.string(), token: z.unknown(), userData: z.unknown() }),
  z.object({ type: z.literal('resume'), session: z.string() }),
  z.object({ type: z.literal('tracks'), tracks: z.record(z.string(), z.enum(['audio', 'video'])) }),
  z.object({ type: z.literal('user-data'), data: z.unknown() }),
  z.object({ type: z.literal('message'), data: z.unknown(), to: z.string() }),
  z.object({ type: z.literal('signal'), to: z.string(), data: z.unknown() }),
  z.object({ type: z.literal('leave') }),
]);
export type Said = z.infer<typeof said>;

/** Somebody in a call, as everybody is told. `tracks` are those that are on, by name. */
export interface DailyPersonState {
  readonly session: string;
  readonly userId: string;
  readonly userData: unknown;
  readonly joinedAt: number;
  readonly tracks: Readonly<Record<string, 'audio' | 'video'>>;
}

export type Told =
  | {
      readonly type: 'joined' | 'resumed';
      readonly self: DailyPersonState;
      readonly others: readonly DailyPersonState[];
    }
  | { readonly type: 'person-joined' | 'person-updated'; readonly person: DailyPersonState }
  | { readonly type: 'person-left'; readonly session: string }
  | { readonly type: 'message'; readonly data: unknown; readonly from: string }
  | { readonly type: 'signal'; readonly data: unknown; readonly from: string }
  | { readonly type: 'ended'; readonly error: string };
