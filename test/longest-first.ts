import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The conformance of every provider in Chromium takes as long as half of all other tests, and mostly waits: begun first it
 * runs beside them, begun last it runs alone.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLongest = ({ moduleId }: TestSpecification): boolean =>
      moduleId.endsWith('conformance-chromium.test.ts');
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}
