import type { Scenario } from '@patchbay/conformance';
import type { Deployment } from '@patchbay/contract';

/** What a run will use of an account, said before it begins. */
export interface ExpectedUse {
  /** Each in a room of its own. */
  readonly scenarios: number;
  readonly participantMinutes: { readonly about: number; readonly atMost: number };
  /** USD for `atMost` at the dearest price of the deployment, exact decimal text; undefined where no price is known. */
  readonly costAtMost: string | undefined;
}

/** Seen in runs against real servers: most scenarios are over in a few seconds. */
const usualSeconds = 6;
/** When a scenario is given up: six times its patience of 25 s. */
const longestSeconds = 150;
/** Some scenarios bring an observer or a second pair. */
const extraPeople = 2;

export function expectedUse(played: readonly Scenario[], { rates }: Pick<Deployment, 'rates'>): ExpectedUse {
  const seats = played.reduce((sum, { people }) => sum + people + extraPeople, 0);
  const minutes = (seconds: number): number => Math.ceil((seats * seconds) / 60);
  const participantMinutes = { about: minutes(usualSeconds), atMost: minutes(longestSeconds) };
  const prices = rates
    .flatMap(({ meters }) => meters.filter(({ unit }) => unit === 'participant-minute'))
    .flatMap(({ tiers }) => tiers.value.map(({ price }) => inMillionths(price)));
  const costAtMost =
    prices.length === 0 ? undefined : asDollars(Math.max(...prices) * participantMinutes.atMost);
  return { scenarios: played.length, participantMinutes, costAtMost };
}

/** Whole numbers, so that nothing is lost; prices have at most six places. */
const inMillionths = (price: string): number => Math.ceil(Number(price) * 1_000_000 - 1e-6);

/** Rounded up to cents. */
function asDollars(millionths: number): string {
  const cents = Math.ceil(millionths / 10_000);
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

export function useText(name: string, { scenarios, participantMinutes, costAtMost }: ExpectedUse): string {
  const { about, atMost } = participantMinutes;
  const cost =
    costAtMost === undefined
      ? 'No price per minute is known for it.'
      : `At the dearest price in the catalogue that is $${costAtMost} at most.`;
  return `${name}: ${scenarios} scenarios, each in a room of its own, about ${about} participant-minutes, ${atMost} at most. ${cost} Every room is ended afterwards.`;
}
