import type { ConsultId } from '@patchbay/contract';
import { type CataloguedSteps, catalogueOf, stepsUnderAll } from '@patchbay/cost';
import {
  billableConnections,
  explainPresence,
  foldPresence,
  type Ledger,
  type PresenceExplanation,
  usageSummaries,
} from '@patchbay/metering';
import type { PatchbayConfig } from '../config/patchbay-config.ts';

/** How one consult's evidence became intervals, and these become billed minutes. */
export interface ConsultExplanation extends PresenceExplanation {
  /** Who carried it, with the deployment it is billed under; sorted. */
  readonly carriers: readonly { readonly provider: string; readonly deployment: string | undefined }[];
  /** All of it under every rate card of the installed providers, as if each had carried it alone. */
  readonly bills: readonly CataloguedSteps[];
}

export interface ExplanationQuestion {
  readonly ledger: Ledger;
  readonly config: Pick<PatchbayConfig, 'installed' | 'providers' | 'metering'>;
  readonly consultId: ConsultId;
  /** Undefined: whosever it is; a consult has one tenant. */
  readonly tenant?: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Without evidence there are no intervals. Reads only. Rejects with `LedgerError`. */
export async function explainConsult({
  ledger,
  config,
  consultId,
  tenant,
  now,
}: ExplanationQuestion): Promise<ConsultExplanation> {
  const found = await ledger.evidenceOf(consultId, tenant === undefined ? {} : { tenant });
  const of = { tenant: tenant ?? found[0]?.tenant ?? '', consultId };
  const evidence = found.filter((row) => row.tenant === of.tenant);
  const options = { ...config.metering, now };
  const explanation = explainPresence(of, evidence, options);
  const connections = billableConnections(foldPresence(evidence, options));
  const deployments = new Map(
    config.installed.map(({ manifest, deploymentOf }) => [
      manifest.id,
      deploymentOf(config.providers[manifest.id]?.settings ?? {}),
    ]),
  );
  const began = Math.min(now, ...explanation.intervals.map(({ start }) => start));
  const catalogue = catalogueOf(
    config.installed.map(({ manifest }) => manifest),
    new Date(began).toISOString().slice(0, 10),
  );
  const carriers = [...new Set(explanation.intervals.map(({ provider }) => provider))].sort();
  return {
    ...explanation,
    carriers: carriers.map((provider) => ({ provider, deployment: deployments.get(provider) })),
    bills: stepsUnderAll(
      usageSummaries(connections).flatMap((summary) => summary.connections),
      catalogue,
    ),
  };
}
