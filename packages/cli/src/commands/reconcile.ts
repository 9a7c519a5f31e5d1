import { existsSync } from 'node:fs';
import { type BookedLedger, monthOf } from '@patchbay/metering';
import {
  consultsFile,
  createOfflineBackend,
  daysOver,
  type PatchbayConfig,
  pullVendorUsage,
  type PullVendorUsageParts,
  reconcileAndKeep,
  reconcileMonth,
  withConsults,
} from '@patchbay/server';
import { isVideoError } from '@patchbay/contract';
import { type Candidate, candidatesOf } from '../check/candidate.ts';
import { CommandError } from '../command-error.ts';
import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { withLedger } from '../ledger/open-ledger.ts';
import { printJson } from '../render/print-json.ts';
import { type Asked, renderReconciliation } from '../render/render-reconciliation.ts';

export interface ReconcileOptions extends GlobalOptions {
  /** `YYYY-MM`, UTC; the current one unless told. */
  readonly month?: string | undefined;
  /** Only this one; every managed vendor with settings unless told. */
  readonly provider?: string | undefined;
  /** False with `--no-pull`: with what the vendors answered before. */
  readonly pull: boolean;
}

/** Asks the vendors what they counted, keeps their answers, and holds our usage against them. */
export async function reconcileCommand(options: ReconcileOptions, io: Io): Promise<ExitCode> {
  const config = await readConfigWithoutKeys(options, io);
  const { provider, pull } = options;
  const month = options.month ?? monthOf(io.now());
  if (provider !== undefined && config.installed.every(({ manifest }) => manifest.id !== provider)) {
    const message = `There is no provider ${provider}. Installed are: ${config.installed.map(({ manifest }) => manifest.id).join(', ')}.`;
    throw new CommandError('provider-unknown', message, exitCode.usage);
  }
  const answer = await withLedger(config, io, pull ? 'writing' : 'reading', async (ledger) => {
    const asked = pull ? await askVendors({ ledger, config, month, provider }, io) : [];
    const tellsUsage = (id: string): boolean | undefined => {
      const answer = asked.find((one) => one.provider === id);
      return answer && answer.days !== undefined;
    };
    const question = { ledger, config, month, provider, tellsUsage, now: io.now() };
    return { ...(await (pull ? reconcileAndKeep(question) : reconcileMonth(question))), asked };
  });
  if (options.json) printJson(io, answer);
  else io.stdout(renderReconciliation(answer, io));
  return answer.asked.some(hasFailed) ? exitCode.environment : exitCode.ok;
}

const hasFailed = ({ failure, days }: Asked): boolean =>
  failure !== undefined || (days ?? []).some(({ outcome }) => outcome === 'failed');

interface Question {
  readonly ledger: BookedLedger;
  readonly config: PatchbayConfig;
  readonly month: string;
  readonly provider: string | undefined;
}

async function askVendors({ ledger, config, month, provider }: Question, io: Io): Promise<readonly Asked[]> {
  const file = consultsFile(config.dataDirectory);
  // Opening would make an empty store, and every room would look like somebody else's.
  if (config.database === undefined && !existsSync(file)) {
    const message = `There are no consults at ${file}, so no room could be told whose it is.`;
    throw new CommandError('consults-missing', message, exitCode.environment);
  }
  return withConsults({ config, now: io.now }, async (consults) => {
    const asked: Asked[] = [];
    for (const candidate of candidatesOf(config).filter((one) => mayBeAsked(one, provider))) {
      io.stderr(`Asking ${candidate.id} for its usage of ${month}\n`);
      asked.push(await ask(candidate, consults));
    }
    return asked;
  });

  async function ask(
    { id, descriptor, config: { missing } }: Candidate,
    consults: PullVendorUsageParts['consults'],
  ): Promise<Asked> {
    if (missing.length > 0) {
      const lacking = missing.map(({ path }) => path).join(', ');
      return { provider: id, days: [], failure: `The config lacks ${lacking}.` };
    }
    try {
      const backend = await createOfflineBackend({ descriptor, config, ...io });
      try {
        const days = daysOver(month, io.now());
        const parts = { provider: id, backend, days, ledger, consults, now: io.now };
        return { provider: id, days: await pullVendorUsage(parts) };
      } finally {
        await backend.close();
      }
    } catch (error) {
      // Only the contract's own errors are known to carry no secret.
      if (isVideoError(error)) return { provider: id, days: [], failure: error.message };
      throw error;
    }
  }
}

/** Self-hosted ones only when named: starting a media server's half is no way to learn that it counts nothing. */
const mayBeAsked = ({ id, deployment, config }: Candidate, provider: string | undefined): boolean =>
  provider === undefined ? deployment?.kind === 'managed' && config.missing.length === 0 : id === provider;
