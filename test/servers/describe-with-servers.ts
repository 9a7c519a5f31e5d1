import { describe, expect, test } from 'vitest';
import { isStrict } from './prepare-servers.ts';
import { type RealThing, realThings } from './real-things.ts';

/**
 * Tests that need a real browser or server. `npm test` has made them ready; where one is missing all the same, the tests
 * fail with `CI=true` and are otherwise skipped under a title that says what is missing.
 */
export function describeWithServers<Thing extends RealThing>(
  title: string,
  needs: readonly Thing[],
  tests: (paths: Readonly<Record<Thing, string>>) => void,
): void {
  describe(title, async () => {
    const paths: Partial<Record<Thing, string>> = {};
    const missing: string[] = [];
    for (const need of needs) {
      try {
        paths[need] = await realThings[need].find({ log: () => undefined, install: false });
      } catch (error) {
        missing.push(`${need}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (missing.length === 0) tests(paths as Record<Thing, string>);
    else testThatIsMissing(missing);
  });
}

const testThatIsMissing = (missing: readonly string[]): void =>
  test('has what it needs', ({ skip }) => {
    if (!isStrict()) skip(`not here: ${missing.join('; ')}`);
    expect(missing).toEqual([]);
  });
