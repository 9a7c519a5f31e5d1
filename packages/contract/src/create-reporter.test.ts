import { expect, test } from 'vitest';
import { createReporter } from './create-reporter.ts';
import type { ProviderEvent } from './provider-events.ts';

const restored = { type: 'restored' } as const;
const closed = { type: 'closed', reason: 'removed', error: undefined } as const;

test('nothing is told after `closed`, nor after it was silenced', () => {
  const told: ProviderEvent[] = [];
  const { report } = createReporter((event) => void told.push(event));
  for (const event of [restored, closed, restored, closed]) report(event);
  expect(told).toEqual([restored, closed]);
  const silenced = createReporter((event) => void told.push(event));
  silenced.silence();
  silenced.report(restored);
  expect(told).toHaveLength(2);
});
