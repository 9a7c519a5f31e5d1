import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Assurance,
  gapOf,
  type HarnessAbility,
  type Outcome,
  scenarios,
  type ScenarioResult,
} from '@patchbay/conformance';
import type { Environment } from '@patchbay/server';
import { type ConformanceTerms, openConformance } from '../e2e/open-conformance.ts';
import { liveResultsFolder, resultsText } from '../parity/parity-results.ts';
import { missingFor, prepareServers } from '../servers/prepare-servers.ts';
import { requirePath } from '../servers/real-things.ts';
import { surroundings, surroundingsOf } from '../servers/surroundings/index.ts';
import type { ConformanceOptions } from './conformance-options.ts';
import { expectedUse, useText } from './expected-use.ts';
import { type LiveAccount, LiveAccountError, readLiveAccount, withoutSecrets } from './live-account.ts';

export const conformanceExit = { held: 0, broken: 1, usage: 2, account: 3, surroundings: 4 } as const;

export interface ConformanceSurroundings {
  readonly env: Environment;
  readonly stdout: (text: string) => void;
  readonly progress: (line: string) => void;
  /** The day that a live result is stamped with. */
  readonly today: () => string;
  /** Ends the run; what was opened is closed all the same. */
  readonly signal: AbortSignal;
}

type Ready = Omit<ConformanceTerms, 'executablePath'> & { readonly secrets: readonly string[] };

/** A vendor's cloud is not ours to cut or to take down. */
const liveCannot: Readonly<Partial<Record<HarnessAbility, string>>> = {
  interrupt: 'a live connection is not cut from here',
  'unreachable-credentials': 'a live server is not taken down from here',
};

/** Plays scenarios in a real browser and tells how each went. Resolves to the exit code. */
export async function runConformance(
  options: ConformanceOptions,
  { env, stdout, progress, today, signal }: ConformanceSurroundings,
): Promise<number> {
  const account = options.live ? accountOf(options.provider, env, progress) : undefined;
  if (options.live && account === undefined) return conformanceExit.account;
  if (account !== undefined) {
    progress(useText(account.descriptor.manifest.name, useOf(options, account)));
    if (options.dryRun) return conformanceExit.held;
  }
  const needs = account === undefined ? localNeeds(options.provider) : (['chromium'] as const);
  const paths = await prepareServers(progress, needs);
  const missing = missingFor(needs, paths);
  if (missing !== undefined) throw new Error(`This needs ${missing}; see the line above.`);

  const ready: Ready = account === undefined ? localTerms(options.provider, paths) : liveTerms(account);
  const guarded = (text: string): string => withoutSecrets(text, ready.secrets);
  const conformance = await openConformance({ ...ready, executablePath: requirePath(paths, 'chromium') });
  const results: ScenarioResult[] = [];
  try {
    // One after another: a vendor's rate limits are for a whole account.
    for (const id of options.ids) {
      if (signal.aborted) break;
      const { detail, ...result } = await conformance.play(id);
      results.push({ ...result, detail: guarded(detail) });
      progress(lineOf({ ...result, detail: guarded(detail) }));
    }
  } finally {
    await conformance.close();
  }
  const { provider, assurance } = ready;
  const kept = results.map(({ id, outcome, detail }) => ({ id, outcome, detail }));
  const stamped = { provider, assurance, on: today(), scenarios: kept };
  const isWhole = results.length === scenarios.length;
  if (assurance === 'live' && isWhole) {
    mkdirSync(liveResultsFolder, { recursive: true });
    writeFileSync(join(liveResultsFolder, `${provider}.json`), resultsText(stamped));
    progress(
      `Kept in test/parity/live/${provider}.json; \`pnpm --filter @patchbay/test parity\` puts it into docs/parity.md.`,
    );
  }
  stdout(
    options.json ? JSON.stringify(stamped, undefined, 2) : summaryOf(stamped.assurance, stamped.on, results),
  );
  const held = results.length === options.ids.length && results.every(({ outcome }) => outcome !== 'failed');
  return held ? conformanceExit.held : conformanceExit.broken;
}

function accountOf(
  provider: string,
  env: Environment,
  progress: (line: string) => void,
): LiveAccount | undefined {
  try {
    return readLiveAccount(provider, env);
  } catch (error) {
    if (!(error instanceof LiveAccountError)) throw error;
    progress(error.message);
    return undefined;
  }
}

const lifeOf = ({ descriptor: { manifest } }: LiveAccount) => ({
  descriptor: {
    id: manifest.id,
    capabilities: manifest.capabilities,
    load: () => Promise.reject(new Error('Not here.')),
  },
  cannot: liveCannot,
  pagePerPerson: !manifest.capabilities.multiInstance,
});

const useOf = ({ ids }: ConformanceOptions, account: LiveAccount) =>
  expectedUse(
    scenarios.filter(
      (scenario) => ids.includes(scenario.id) && gapOf(lifeOf(account), scenario) === undefined,
    ),
    account.deployment,
  );

const localNeeds = (provider: string) => {
  const found = surroundingsOf(provider);
  if (found !== undefined) return found.needs;
  const names = surroundings.map((each) => each.provider).join(', ');
  throw new Error(`Nothing runs ${provider} here. There are: ${names}.`);
};

function localTerms(provider: string, paths: Awaited<ReturnType<typeof prepareServers>>): Ready {
  const found = surroundingsOf(provider);
  if (found === undefined) throw new Error(`Nothing runs ${provider} here.`);
  const { assurance, standIns, start } = found;
  return { provider, assurance, standIns, start: (webhookUrl) => start({ paths, webhookUrl }), secrets: [] };
}

function liveTerms(account: LiveAccount): Ready {
  const { descriptor, settings, secrets, isEmulated } = account;
  const assurance: Assurance = isEmulated ? 'emulated' : 'live';
  const { cannot, pagePerPerson } = lifeOf(account);
  const provider = descriptor.manifest.id;
  const start = () => Promise.resolve({ settings, cannot, pagePerPerson, close: () => Promise.resolve() });
  return { provider, assurance, start, secrets };
}

const words: Readonly<Record<Outcome, string>> = {
  passed: 'yes        ',
  failed: 'FAILS      ',
  'opted-out': 'not offered',
  cannot: 'not shown  ',
};

const lineOf = ({ id, outcome, detail, milliseconds }: ScenarioResult): string =>
  `${words[outcome]} ${id} (${(milliseconds / 1000).toFixed(1)} s)${detail === '' ? '' : `: ${detail}`}`;

function summaryOf(assurance: Assurance, on: string, results: readonly ScenarioResult[]): string {
  const count = (outcome: Outcome): number => results.filter((result) => result.outcome === outcome).length;
  return `${assurance}, ${on}: ${count('passed')} hold, ${count('failed')} fail, ${count('opted-out')} are not offered, ${count('cannot')} were not shown.`;
}
