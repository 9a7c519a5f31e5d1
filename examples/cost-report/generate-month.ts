import type { Evidence } from '@patchbay/contract';
import { observationEvidence, personKey } from '@patchbay/metering';

export interface TrafficOptions {
  readonly consults: number;
  /** `YYYY-MM`, UTC. */
  readonly month: string;
  /** From 0 to 1; the same numbers give the same month. */
  readonly random: () => number;
}

const minute = 60_000;
const secret = new TextEncoder().encode('a secret of this example, and of nobody else');

/**
 * The webhooks of a month of consults: mostly a clinician and a patient for some twenty minutes, now and then an interpreter, a
 * reload, a patient who waits alone, and a leave that is never told.
 */
export function* generateMonth({ consults, month, random }: TrafficOptions): Generator<readonly Evidence[]> {
  const from = Date.parse(`${month}-01T00:00:00Z`);
  const between = (low: number, high: number): number => low + random() * (high - low);
  for (let index = 0; index < consults; index += 1) {
    const day = Math.floor(between(0, 28));
    const start = from + day * 24 * 60 * minute + between(8 * 60, 18 * 60) * minute;
    const end = start + between(4, 36) * minute;
    const people = random() < 0.08 ? ['clinician', 'patient', 'interpreter'] : ['clinician', 'patient'];
    const consultId = `consult-${index}`;
    const ofPeople = people.flatMap((person) => {
      const waits = person === 'patient' ? between(0, 6) * minute : 0;
      const spans = random() < 0.1 ? reloaded(start - waits, end, random) : [[start - waits, end] as const];
      return spans.flatMap(([joined, left], number) => {
        const connection = `connection-${index}-${person}-${number}`;
        const of = { consultId, person: `${person}-${index}`, connection };
        const isTold = random() > 0.03;
        return [...webhook('joined', joined, of), ...(isTold ? webhook('left', left, of) : [])];
      });
    });
    yield [...ofPeople, ...webhook('room-ended', end + between(0, 20_000), { consultId })];
  }
}

/** The page was loaded again: two connections with a few seconds between them. */
function reloaded(start: number, end: number, random: () => number): readonly (readonly [number, number])[] {
  const at = start + (end - start) * (0.2 + random() * 0.6);
  return [
    [start, at],
    [at + 1000 + random() * 4000, end],
  ];
}

function webhook(
  kind: 'joined' | 'left' | 'room-ended',
  at: number,
  of: { readonly consultId: string; readonly person?: string; readonly connection?: string },
): readonly Evidence[] {
  const { consultId, person: userKey, connection } = of;
  const person = userKey === undefined ? undefined : personKey(secret, { tenant: 'clinic', userKey });
  const seen = { kind, room: '', participant: userKey, connection, at, precision: 1 } as const;
  const result = observationEvidence(
    { ...seen, participantClass: 'person', source: 'webhook' },
    { tenant: 'clinic', consultId, provider: 'twilio', person, receivedAt: at + 400 },
  );
  return result.accepted ? [result.evidence] : [];
}
