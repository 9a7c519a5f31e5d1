import type { AssumptionName, BuildPreset, Range } from './build-preset.ts';
import { CostError } from './cost-error.ts';
import { type Exact, exact } from './exact.ts';

/** One number per assumption. */
export type BuildInputs = Readonly<Record<AssumptionName, Exact>>;

/** Which end of a range makes building cheaper. */
const cheapEnd: Readonly<Record<AssumptionName, keyof Range>> = {
  busyHourShare: 'low',
  consumersPerParticipant: 'low',
  consumersPerCore: 'high',
  targetLoad: 'high',
  coresPerServer: 'high',
  serverMonthlyPrice: 'low',
  spareServers: 'low',
  gigabytesPerMinute: 'low',
  relayShare: 'low',
  engineers: 'low',
  engineerYearlySalary: 'low',
  salaryLoad: 'low',
  onCallMonthly: 'low',
  hostingBaaMonthly: 'low',
};

export const assumptionNames = Object.keys(cheapEnd) as readonly AssumptionName[];

/** Every assumption at its cheap end, at its likely value or at its dear end; `change` puts single ones elsewhere in their range. */
export function inputsOf(
  { assumptions }: BuildPreset,
  end: 'cheap' | 'likely' | 'dear',
  change: Partial<Record<AssumptionName, keyof Range>> = {},
): BuildInputs {
  const read = (name: AssumptionName): Exact => {
    const value = exact(assumptions[name].value[change[name] ?? keyFor(name, end)], name);
    if (divisors.has(name) && value.eq(0)) throw new CostError(name, `${name} must be more than zero.`);
    return value;
  };
  return Object.fromEntries(assumptionNames.map((name) => [name, read(name)])) as BuildInputs;
}

const divisors: ReadonlySet<AssumptionName> = new Set<AssumptionName>([
  'consumersPerCore',
  'targetLoad',
  'coresPerServer',
]);

function keyFor(name: AssumptionName, end: 'cheap' | 'likely' | 'dear'): keyof Range {
  if (end === 'likely') return 'likely';
  const cheap = cheapEnd[name];
  if (end === 'cheap') return cheap;
  return cheap === 'low' ? 'high' : 'low';
}
