import { launchChromium } from '@patchbay/test/servers/chromium';
import { missingFor, prepareServers } from '@patchbay/test/servers/prepare-servers';
import { surroundings, type Surroundings, surroundingsOf } from '@patchbay/test/servers/surroundings/index';
import type { MonthReport } from '@patchbay/server';
import { copyConfig } from './demo-config.ts';
import { driveConsult, type ObservedParticipant } from './drive-consult.ts';
import { reportText } from './report-text.ts';
import type { ResourceStack } from './resource-stack.ts';
import { startDemo } from './start-demo.ts';

export interface DrivenConsult {
  readonly provider: string;
  /** How far this result can be trusted: a real server, an emulator behind the vendor's own SDK, or a fake of the SDK itself. */
  readonly assurance: Surroundings['assurance'];
  readonly participants: readonly ObservedParticipant[];
  /** Whose vendor's SDK the page downloaded; none for mesh, which needs none. */
  readonly sdks: readonly string[];
}

export interface OnceResult {
  readonly consults: readonly DrivenConsult[];
  readonly report: MonthReport;
  /** The same as `patchbay report` prints it. */
  readonly text: string;
}

const watchSeconds = 4;
const manners: Readonly<Record<Surroundings['assurance'], string>> = {
  real: '',
  emulated: ' (emulated cloud, real SDK)',
  fake: ' (fake SDK)',
  live: ' (live)',
};

/** The whole main job with nobody at the keyboard: one consult per provider, then the report of what was metered. */
export async function runOnce(
  providers: readonly string[],
  resources: ResourceStack,
  log: (line: string) => void,
): Promise<OnceResult> {
  const chosen = [...new Set(providers)].map(runnable);
  const prepared = await prepareServers(
    log,
    chosen.flatMap(({ needs }) => needs),
  );
  for (const { provider, needs } of chosen) {
    const missing = missingFor(needs, prepared);
    if (missing !== undefined)
      throw new Error(`A consult on ${provider} needs ${missing}; see the line above.`);
  }
  const { chromium } = prepared;
  if (chromium === undefined)
    throw new Error('The demo drives a browser, and there is none; see the line above.');
  const [first = 'mesh', ...rest] = providers;
  const config = await copyConfig('mesh');
  resources.add('the config copy', () => config.remove());
  const demo = await startDemo({
    configFile: config.file,
    resources,
    log,
    surroundings: chosen,
    paths: prepared,
  });
  const browser = await launchChromium({ executablePath: chromium, args: demo.chromiumArguments });
  resources.add('the browser', () => browser.close());

  const consults: DrivenConsult[] = [];
  let current = 'mesh';
  for (const provider of [first, ...rest]) {
    if (provider !== current) {
      log(`demo: changing one line of the config, provider: '${current}' to '${provider}'`);
      const taken = demo.nextConfig();
      await config.setProvider(provider);
      const named = await within(20_000, taken, `the server did not take over provider '${provider}'`);
      if (named !== provider) throw new Error(`The server took over '${named}' instead of '${provider}'.`);
      current = provider;
    }
    const visit = crypto.randomUUID();
    const { assurance } = runnable(provider);
    const manner = manners[assurance];
    log(`demo: consult ${consults.length + 1} on ${provider}${manner}, two people in two browser contexts`);
    const { participants, scripts } = await driveConsult(
      browser,
      (seat) => demo.visitUrl(visit, seat),
      watchSeconds,
    );
    const sdks = [...new Set(scripts.flatMap((script) => demo.sdkFiles.get(script) ?? []))];
    for (const { seat, framesDecoded, videoWidth, secondsObserved } of participants) {
      log(`demo:   ${seat} decoded ${framesDecoded} frames, ${videoWidth} wide, in ${secondsObserved} s`);
    }
    log(`demo:   the page downloaded ${sdks.length === 0 ? 'no SDK' : `the SDK of ${sdks.join(', ')}`}`);
    consults.push({ provider, assurance, participants, sdks });
  }
  const text = await reportText(config.file, demo.environment);
  return { consults, report: await demo.patchbay.report(), text };
}

function runnable(provider: string): Surroundings {
  const found = surroundingsOf(provider);
  if (found !== undefined) return found;
  const names = surroundings.map((each) => each.provider).join(', ');
  throw new Error(`No consult can be run on ${provider} here. There are: ${names}.`);
}

async function within<Value>(milliseconds: number, promise: Promise<Value>, failure: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(failure)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
