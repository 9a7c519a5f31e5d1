import type { EmulatedMember } from './emulated-member.ts';

const dayMilliseconds = 86_400_000;

/** What a client gets at the moment: Agora counts whoever gets a picture by its size, everybody else as sound. */
export type UsageClass = 'durationAudioAll' | 'durationVideoHd';

interface Stretch {
  readonly usageClass: UsageClass;
  readonly from: number;
  to: number | undefined;
}

/** The seconds of one UTC day by class, as the console's API names them. */
export interface UsageDay {
  /** Milliseconds since the Unix epoch. */
  readonly day: number;
  readonly seconds: Readonly<Record<UsageClass, number>>;
}

/**
 * The project's own count: from when to when each client was in a channel, and whether it got a picture. No channel and no
 * client can be told apart in it, as at Agora.
 */
export class UsageLog {
  readonly #stretches: Stretch[] = [];
  readonly #current = new Map<EmulatedMember, Stretch>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Somebody came, or gets something else from now on. */
  count(member: EmulatedMember, usageClass: UsageClass): void {
    if (this.#current.get(member)?.usageClass === usageClass) return;
    this.end(member);
    const stretch: Stretch = { usageClass, from: this.#now(), to: undefined };
    this.#stretches.push(stretch);
    this.#current.set(member, stretch);
  }

  end(member: EmulatedMember): void {
    const stretch = this.#current.get(member);
    if (stretch) stretch.to = this.#now();
    this.#current.delete(member);
  }

  /** A day for each that begins from `from` to `to`, also those on which nobody came; in whole seconds. */
  days(from: number, to: number): readonly UsageDay[] {
    const days: UsageDay[] = [];
    for (let day = from; day <= to; day += dayMilliseconds) {
      const seconds = (usageClass: UsageClass): number => Math.round(this.#within(day, usageClass) / 1000);
      days.push({
        day,
        seconds: {
          durationAudioAll: seconds('durationAudioAll'),
          durationVideoHd: seconds('durationVideoHd'),
        },
      });
    }
    return days;
  }

  #within(day: number, wanted: UsageClass): number {
    return this.#stretches
      .filter(({ usageClass }) => usageClass === wanted)
      .map(({ from, to = this.#now() }) => Math.min(to, day + dayMilliseconds) - Math.max(from, day))
      .reduce((sum, length) => sum + Math.max(0, length), 0);
  }
}
