import type { BillingRule, IsoDate } from '@patchbay/contract';

/** A rule and those that it supersedes, the newest first. */
export function versionsOf(rule: BillingRule): readonly BillingRule[] {
  const { effectiveFrom, supersedes } = rule;
  return supersedes === undefined || effectiveFrom === undefined ? [rule] : [rule, ...versionsOf(supersedes)];
}

/** The version of a rule under which something is billed that began then; the newest where that is not known. */
export function ruleInForce(rule: BillingRule, startedAt: number | undefined): BillingRule {
  const versions = versionsOf(rule);
  const known = versions.find(
    ({ effectiveFrom }) =>
      effectiveFrom === undefined || startedAt === undefined || startedAt >= Date.parse(effectiveFrom),
  );
  return known ?? versions.at(-1) ?? rule;
}

/** The days from which on a later version of these rules is in force, in order. */
export const ruleDates = (rules: readonly BillingRule[]): readonly IsoDate[] =>
  [
    ...new Set(
      rules.flatMap((rule) =>
        versionsOf(rule).flatMap(({ effectiveFrom, supersedes }) =>
          supersedes === undefined || effectiveFrom === undefined ? [] : [effectiveFrom],
        ),
      ),
    ),
  ].sort();
