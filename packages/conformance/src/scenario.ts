import type { HarnessAbility } from './harness.ts';
import type { Need } from './needs.ts';
import type { Stage } from './stage.ts';

export type ScenarioGroup =
  | 'joining'
  | 'leaving'
  | 'publishing'
  | 'muting'
  | 'device-change'
  | 'subscribing'
  | 'mixing'
  | 'messaging'
  | 'interruption'
  | 'duplicate-identity'
  | 'kick'
  | 'room-end'
  | 'errors'
  | 'unsupported'
  | 'concurrency'
  | 'disposal'
  | 'presence'
  | 'traits';

/** One thing that every provider does, told as a story with an end that is checked. */
export interface Scenario {
  /** `<group>/<name>`; stays the same, for results are filed under it. */
  readonly id: string;
  readonly group: ScenarioGroup;
  readonly title: string;
  /** Two sessions in one page need a provider that can live there twice. */
  readonly people: 0 | 1 | 2 | 3;
  readonly needs: readonly Need[];
  readonly abilities: readonly HarnessAbility[];
  run(stage: Stage): Promise<void>;
}

interface ScenarioTerms {
  readonly people?: Scenario['people'];
  readonly needs?: readonly Need[];
  readonly abilities?: readonly HarnessAbility[];
}

/** Writes scenarios of one group, for two people unless said otherwise. */
export const scenariosOf =
  (group: ScenarioGroup) =>
  (name: string, title: string, terms: ScenarioTerms, run: Scenario['run']): Scenario => {
    const { people = 2, needs = [], abilities = [] } = terms;
    const crowd: readonly Need[] = people === 3 ? ['threePeople'] : [];
    return { id: `${group}/${name}`, group, title, people, needs: [...crowd, ...needs], abilities, run };
  };
