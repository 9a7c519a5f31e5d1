import { describe, expect, test } from 'vitest';
import { findChromium } from './chromium.ts';
import { ensureLivekitServer } from './livekit-server.ts';
import { isStrict } from './prepare-servers.ts';

export type RealThing = 'chromium' | 'livekit';

const finders: Readonly<Record<RealThing, () => Promise<string>>> = {
  chromium: () => findChromium({ log: () => undefined }),
  livekit: () => ensureLivekitServer({ log: () => undefined }),
};

/**
 * Tests that need a real browser or server. `npm test` has made them ready; where one is missing all the same, the tests
 * fail with `CI=true` and are otherwise skipped under a title that says what is missing.
 */
export function describeWithServers(
  title: string,
  needs: readonly RealThing[],
  tests: (paths: Readonly<Record<RealThing, string>>) => void,
): void {
  describe(title, async () => {
    const paths: Record<RealThing, string> = { chromium: '', livekit: '' };
    const missing: string[] = [];
    for (const need of needs) {
      try {
        paths[need] = await finders[need]();
      } catch (error) {
        missing.push(`${need}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (missing.length === 0) tests(paths);
    else testThatIsMissing(missing);
  });
}

const testThatIsMissing = (missing: readonly string[]): void =>
  test('has what it needs', ({ skip }) => {
    if (!isStrict()) skip(`not here: ${missing.join('; ')}`);
    expect(missing).toEqual([]);
  });
