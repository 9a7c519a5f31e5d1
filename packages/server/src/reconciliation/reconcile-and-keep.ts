import { keepReconciled, type ReconciledMonth } from '@patchbay/metering';
import { type MonthReconciliation, reconcileMonth, type ReconciliationQuestion } from './reconcile-month.ts';

/** Reconciles a month for all tenants and keeps the outcome, also of each tenant by itself, for reports. Rejects with `LedgerError`. */
export async function reconcileAndKeep(
  question: Omit<ReconciliationQuestion, 'tenant'>,
): Promise<MonthReconciliation> {
  const whole = await reconcileMonth(question);
  const tenants = new Set(whole.providers.flatMap(({ tenants: of }) => of));
  const outcomes: ReconciledMonth[] = outcomesOf(whole, undefined);
  for (const tenant of tenants)
    outcomes.push(...outcomesOf(await reconcileMonth({ ...question, tenant }), tenant));
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
