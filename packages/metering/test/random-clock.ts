import type { Happenings } from './happenings.ts';
import type { RandomSource } from './random-source.ts';

/** What a vendor says of a moment, and how coarse it says that its clock is. */
export interface ToldTime {
  readonly at: number;
  readonly precision: number;
}

/** A vendor's clock, cut to so many milliseconds where it tells no more. */
export type VendorClock = (at: number, unit?: number) => ToldTime;

const mostSkew = 1000;

/** Every vendor's clock is off by something of its own, always the same or not, and no more than it states. */
export function vendorClocks(
  random: RandomSource,
  { happens }: Happenings,
  providers: readonly string[],
  skewed: boolean,
): (provider: string) => VendorClock {
  const clocks = new Map(
    providers.map((provider) => {
      const stated = skewed ? random.between(0, mostSkew) : 0;
      const skew = random.between(-stated, stated);
      const wanders = happens('wandering-vendor-clock');
      const clock: VendorClock = (at, unit = 1) => ({
        at: Math.floor((at + (wanders ? random.between(-stated, stated) : skew)) / unit) * unit,
        precision: stated + unit,
      });
      return [provider, clock] as const;
    }),
  );
  return (provider) => clocks.get(provider) ?? ((at) => ({ at, precision: 1 }));
}
