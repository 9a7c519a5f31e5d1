import type { RandomSource } from './random-source.ts';

/** What may happen in a random truth, and in how many percent of the places where it can. */
const everyTime = {
  crash: 30,
  sleep: 25,
  rejoin: 30,
  'clock-set': 30,
  'mute-page': 10,
  redelivery: 30,
} as const;

/** Only with `everything`. */
const further = {
  handover: 40,
  'long-handover': 20,
  'second-device': 40,
  'waiting-room': 20,
  away: 20,
  nap: 20,
  'short-stay': 20,
  'slow-goodbye': 20,
  'long-hold': 30,
  'clock-drift': 50,
  'clock-set-asleep': 30,
  'meter-unreachable': 20,
  'hours-late': 20,
  'doubled-heartbeats': 20,
  'days-late': 10,
  'redelivery-with-another-time': 30,
  'room-restart': 25,
  'room-emptied': 50,
  'wandering-vendor-clock': 30,
  ghost: 20,
  recorder: 30,
  agent: 15,
  telephone: 20,
  screen: 20,
  'poll-without-class': 30,
  polls: 50,
  signalling: 30,
  'vendor-usage': 30,
} as const;

const percents = { ...everyTime, ...further };

export type Happening = keyof typeof percents;
export const allHappenings = Object.keys(percents) as readonly Happening[];

/** Lets things happen, and remembers which did. */
export interface Happenings {
  readonly happens: (what: Happening) => boolean;
  readonly happened: ReadonlySet<Happening>;
}

export function happenings(random: RandomSource, everything: boolean): Happenings {
  const happened = new Set<Happening>();
  const happens = (what: Happening): boolean => {
    const does = (everything || what in everyTime) && random.chance(percents[what]);
    if (does) happened.add(what);
    return does;
  };
  return { happens, happened };
}
