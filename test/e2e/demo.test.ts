import { describe, expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { runEntry } from './run-entry.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';

interface Output {
  readonly consults: readonly {
    readonly provider: string;
    readonly assurance: string;
    readonly sdks: readonly string[];
    readonly participants: readonly {
      readonly secondsObserved: number;
      readonly framesDecoded: number;
      readonly videoWidth: number;
    }[];
  }[];
  readonly participantMinutes: {
    readonly total: number;
    readonly errorBoundSeconds: number;
    readonly byProvider: Readonly<Record<string, number>>;
  };
  readonly spend: Readonly<Record<string, string | null>>;
  readonly selfHostedEstimate: { readonly total: { readonly likely: string } };
  readonly crossover: object | null;
}

const demo = 'examples/demo/src/demo.ts';

describeWithServers('the demo', ['chromium', 'livekit'], () => {
  test(
    '--once --json: two consults with decoded video both ways, one line of config between them',
    { timeout: 180_000 },
    async () => {
      const run = runEntry(demo, ['--once', '--json']);
      expect({ code: await run.exited, stderr: run.stderr() }).toEqual({
        code: 0,
        stderr: expect.any(String),
      });
      // Nothing but the object is on standard output.
      const output = JSON.parse(run.stdout()) as Output;

      // One vendor's SDK at most, and only where the ticket names it.
      expect(output.consults.map(({ provider, assurance, sdks }) => [provider, assurance, sdks])).toEqual([
        ['mesh', 'real', []],
        ['livekit', 'real', ['livekit']],
      ]);
      for (const { participants } of output.consults) {
        expect(participants).toHaveLength(2);
        for (const { framesDecoded, videoWidth } of participants) {
          expect(framesDecoded).toBeGreaterThan(10);
          expect(videoWidth).toBeGreaterThan(2);
        }
      }
      // Each person was there at least as long as the video was watched, give or take the bound the ledger states.
      const { byProvider, errorBoundSeconds, total } = output.participantMinutes;
      for (const { provider, participants } of output.consults) {
        const watched = participants.reduce((sum, { secondsObserved }) => sum + secondsObserved, 0);
        expect((byProvider[provider] ?? 0) * 60 + errorBoundSeconds).toBeGreaterThanOrEqual(watched);
        expect((byProvider[provider] ?? 0) * 60).toBeLessThan(120);
      }
      expect(total).toBeCloseTo((byProvider['mesh'] ?? 0) + (byProvider['livekit'] ?? 0), 6);
      expect(output.spend).toEqual({ mesh: null, livekit: null });
      expect(Number(output.selfHostedEstimate.total.likely)).toBeGreaterThan(0);
      expect(output.crossover).not.toBeNull();
    },
  );
});

describe('the demo in two tabs', () => {
  test(
    'prints a link for each seat, serves the page, says that it is not for patients, and stops on Ctrl-C',
    { timeout: 90_000 },
    async () => {
      const run = runEntry(demo, []);
      await eventually(
        'both links',
        async () => run.stdout(),
        (text) => text.includes('Ctrl-C stops everything'),
        60_000,
      );
      const links = [...run.stdout().matchAll(/(clinician|patient) {2,}(http:\S+)/g)].map(
        (match) => match[2] ?? '',
      );
      expect(links).toHaveLength(2);
      expect(run.stdout()).toContain('non-PHI');
      const [clinician = ''] = links;
      const page = await fetch(clinician);
      expect(page.status).toBe(200);
      const visit = new URL(clinician).searchParams.get('visit');
      const answer = await fetch(new URL(`/api/visit?visit=${visit}`, clinician));
      expect(await answer.json()).toEqual({ phi: false });

      run.child.kill('SIGINT');
      expect(await run.exited).toBe(0);
      await expect(fetch(clinician)).rejects.toThrow('fetch failed');
    },
  );

  test('refuses arguments that are not its own with exit code 2 and its usage', async () => {
    const run = runEntry(demo, ['--twice']);
    expect(await run.exited).toBe(2);
    expect(run.stderr()).toContain('--once');
    expect(run.stdout()).toBe('');
  });
});
