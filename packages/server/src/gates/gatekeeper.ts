import { type AuditTrail, auditPayloadOf } from '@patchbay/compliance';
import type { ConsultFeature, ConsultId } from '@patchbay/contract';
import type { RunningBackend } from '../backends/backend-registry.ts';
import type { CurrentConfig } from '../config/current-config.ts';
import type { Metrics } from '../observation/metrics.ts';
import { askGates, type GateReason } from './ask-gates.ts';

export interface GateCase {
  readonly id: ConsultId;
  readonly tenant: string;
  readonly phi: boolean;
  readonly features: readonly ConsultFeature[];
}

/** Asks the gates. When it resolves, their verdicts are in the audit trail, whatever they are: act on none before. */
export interface Gatekeeper {
  /** Why the consult may not run there; empty when it may. */
  judge(consult: GateCase, running: RunningBackend): Promise<readonly GateReason[]>;
}

export interface GatekeeperParts {
  readonly config: CurrentConfig;
  readonly audit: AuditTrail;
  readonly metrics: Metrics;
  readonly now: () => number;
}

export const createGatekeeper = ({ config, audit, metrics, now }: GatekeeperParts): Gatekeeper => ({
  judge: async (consult, running) => {
    const { baa, licence, reasons } = askGates(consult, running, config.get().compliance, now());
    const provider = running.descriptor.manifest.id;
    const about = { tenant: consult.tenant, consultId: consult.id };
    await Promise.all([
      audit.append({
        ...about,
        kind: 'gate-verdict',
        payload: auditPayloadOf(baa, provider, running.deployment.id),
      }),
      audit.append({
        ...about,
        kind: 'licence-verdict',
        payload: {
          provider,
          verdict: licence.verdict,
          findings: licence.findings.map(({ part, verdict, code }) => ({ part, verdict, code })),
        },
      }),
    ]);
    metrics.gateVerdicts.inc({ gate: 'baa', provider, verdict: baa.verdict });
    metrics.gateVerdicts.inc({ gate: 'licence', provider, verdict: licence.verdict });
    return reasons;
  },
});
