import { Problem } from '../problem.ts';
import type { GateReason } from './ask-gates.ts';

/** What the app's backend is told when a gate says no. */
export const refusedProblem = (reasons: readonly GateReason[]): Problem =>
  new Problem('consult-refused', reasons[0]?.message ?? 'A gate refused the consult.', { reasons });
