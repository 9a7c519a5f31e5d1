import type { ReceivedClass } from '@patchbay/metering';
import { type Exact, Exact as ExactNumber, measured, sum } from './exact.ts';
import type { MeasuredConnection } from './measured-usage.ts';

/** In which order the time alone is taken from what was received: who is alone receives nothing. */
const order = ['audio', 'unknown', 'unsized', 'hd', 'full-hd', '2k', '2k-plus'] as const;

export interface ReceivedPart {
  readonly of: ReceivedClass;
  readonly inCompany: Exact;
}

/** A connection's seconds by what was received, without those alone. All of them are `unknown` where nobody looked. */
export function receivedParts(connection: MeasuredConnection, alone: Exact): readonly ReceivedPart[] {
  const { seconds, secondsByClass = {}, unsizedSeconds = 0 } = connection;
  const given = { ...secondsByClass, unsized: unsizedSeconds };
  const known = new Map(Object.entries(given).map(([of, each]) => [of, measured(each, 'secondsByClass')]));
  const looked = sum([...known.values()]);
  known.set('unknown', measured(seconds, 'seconds').minus(looked));
  let left = alone;
  return order.map((of) => {
    const all = known.get(of) ?? new ExactNumber(0);
    const taken = left.lt(all) ? left : all;
    left = left.minus(taken);
    return { of, inCompany: all.minus(taken) };
  });
}
