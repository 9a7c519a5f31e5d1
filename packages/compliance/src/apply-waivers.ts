import type { BaaQuestion } from './baa-question.ts';
import type { BaaRefusal, BaaRefusalCode } from './baa-verdict.ts';
import { dayState } from './day-state.ts';
import type { Waiver } from './waiver.ts';

export interface WaiverFinding {
  /** What no waiver in force sets aside. */
  readonly standing: readonly BaaRefusal[];
  readonly waived: readonly BaaRefusal[];
  /** The waivers that set something aside, by id. */
  readonly waivers: readonly string[];
  /** Waivers that would have helped, were they in force. */
  readonly lapsed: readonly BaaRefusal[];
}

/** Sets aside the refusals that a waiver in force names for this deployment. */
export function applyWaivers(
  { provider, waivers, now }: BaaQuestion,
  refusals: readonly BaaRefusal[],
): WaiverFinding {
  const scoped = waivers.filter(
    ({ scope }) => scope.provider === provider.manifest.id && scope.deployment === provider.deploymentId,
  );
  const holding = scoped.filter((waiver) => holds(waiver, now));
  const helps = (waiver: Waiver, code: BaaRefusalCode): boolean =>
    waiver.scope.waives.some((each) => each === code);
  const isWaived = ({ code }: BaaRefusal): boolean => holding.some((waiver) => helps(waiver, code));
  const standing = refusals.filter((refusal) => !isWaived(refusal));
  const waived = refusals.filter(isWaived);
  return {
    standing,
    waived,
    waivers: holding.filter((waiver) => waived.some(({ code }) => helps(waiver, code))).map(({ id }) => id),
    lapsed: scoped
      .filter((waiver) => !holding.includes(waiver) && standing.some(({ code }) => helps(waiver, code)))
      .map(lapse),
  };
}

const holds = ({ effective, expires }: Waiver, now: number): boolean =>
  dayState(now, [effective], expires) === 'in-force';

const lapse = ({ id, effective, expires }: Waiver): BaaRefusal => ({
  code: 'waiver-not-in-force',
  record: { kind: 'waiver', id },
  subject: expires,
  message: `Waiver ${id} holds from ${effective} to ${expires} only: have its owner decide again, or solve what it waived.`,
});
