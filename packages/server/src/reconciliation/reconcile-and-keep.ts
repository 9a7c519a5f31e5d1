import { setImmediate } from 'node:timers/promises';
import { keepReconciled, type ReconciledMonth } from '@patchbay/metering';
import {
  type MonthReconciliation,
  readBothCounts,
  reconcileCounts,
  type ReconciliationQuestion,
} from './reconcile-month.ts';

/** Reconciles a month for all tenants and keeps the outcome, also of each tenant by itself, for reports. Rejects with `LedgerError`. */
export async function reconcileAndKeep(
  question: Omit<ReconciliationQuestion, 'tenant'>,
): Promise<MonthReconciliation> {
  const counts = await readBothCounts(question);
  const whole = reconcileCounts(question, counts);
  const outcomes: ReconciledMonth[] = outcomesOf(whole, undefined);
  for (const tenant of new Set(whole.providers.flatMap(({ tenants: of }) => of))) {
    // A server's callers get a turn between two tenants.
    await setImmediate();
    const connections = counts.connections.filter((one) => one.tenant === tenant);
    outcomes.push(
      ...outcomesOf(reconcileCounts({ ...question, tenant }, { ...counts, connections }), tenant),
    );
  }
  await question.ledger.transact(() => keepReconciled(outcomes));
  return whole;
}

const outcomesOf = (
  { month, generatedAt, providers }: MonthReconciliation,
  tenant: string | undefined,
): ReconciledMonth[] =>
  providers.flatMap(({ provider, state, reconciliation }) =>
    reconciliation === undefined
      ? []
      : [
          {
            month,
            provider,
            tenant,
            madeAt: generatedAt,
            whole: state === 'reconciled',
            oursSeconds: reconciliation.oursSeconds,
            theirsSeconds: reconciliation.theirsSeconds,
          },
        ],
  );
