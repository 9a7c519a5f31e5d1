import { answerHarnessCalls, type Assurance, type ScenarioResult } from '@patchbay/conformance';
import { launchChromium } from '../servers/chromium.ts';
import { freePort } from '../servers/free-port.ts';
import type { RunningSurroundings } from '../servers/surroundings/index.ts';
import { servePages } from './page-server.ts';
import type { RunTerms } from './run-terms.ts';
import { startServerBackend } from './server-backend.ts';

export interface ConformanceTerms {
  readonly provider: string;
  readonly assurance: Assurance;
  readonly executablePath: string;
  readonly standIns?: Readonly<Record<string, string>> | undefined;
  /** Is given the address for webhooks, which is served from then on; closed with the rest. */
  readonly start: (webhookUrl: string) => Promise<RunningSurroundings>;
}

/** A page in a real browser in which scenarios can be played, with all that stands behind it. */
export interface OpenConformance {
  /** Never rejects for a scenario that fails. */
  play(id: string): Promise<ScenarioResult>;
  /** Ends every room that was opened, then everything that was started. May be called again. */
  close(): Promise<void>;
}

/** How long anything awaited in a scenario may take, in milliseconds. */
const patience = 25_000;

export async function openConformance(terms: ConformanceTerms): Promise<OpenConformance> {
  const { provider, assurance, executablePath, standIns, start } = terms;
  const closers: (() => Promise<unknown>)[] = [];
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    for (const close of closers.toReversed()) await close();
  };
  const close = (): Promise<void> => (closing ??= closeAll());
  try {
    const modules = { ...standIns, 'provider-under-test': `@patchbay/provider-${provider}` };
    // Where everybody has a frame of their own, an SDK is then loaded and compiled once, and not for everybody.
    const pages = await servePages(['conformance-page', 'provider-frame'], modules, 3600);
    closers.push(() => pages.close());
    const port = await freePort();
    const running = await start(`http://127.0.0.1:${port}/v1/webhooks/${provider}`);
    closers.push(() => running.close());
    const { settings, chromiumArguments = [], pagePerPerson = false, cannot = {} } = running;
    const origin = pages.url;
    const backend = await startServerBackend({ provider, settings, origin, port, differences: running });
    closers.push(() => backend.close());
    const browser = await launchChromium({ executablePath, args: chromiumArguments });
    closers.push(() => browser.close());
    const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
    const page = await context.newPage();
    await page.exposeFunction('harnessCall', answerHarnessCalls(backend));
    await page.exposeFunction('runTerms', (): RunTerms => ({ assurance, pagePerPerson, cannot }));
    await page.goto(`${origin}/conformance-page.html`);
    await page.waitForFunction(() => globalThis.patchbayConformance !== undefined);
    const play = async (id: string): Promise<ScenarioResult> => {
      const result = await page.evaluate(
        ([scenario, milliseconds]) =>
          globalThis.patchbayConformance?.run(scenario, { patience: milliseconds }),
        [id, patience] as const,
      );
      if (result === undefined) throw new Error('The page lost its conformance suite.');
      return result;
    };
    return { play, close };
  } catch (error) {
    await close();
    throw error;
  }
}
