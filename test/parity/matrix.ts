import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarios } from '@patchbay/conformance';
import { matrixFile, readResults, resultsFolder, resultsText, runFake } from './parity-results.ts';
import { renderMatrix } from './render-matrix.ts';

/**
 * Runs the fake and writes docs/parity.md from all results. The real ones come from the Chromium run with
 * `PATCHBAY_WRITE_PARITY=1`.
 */
writeFileSync(join(resultsFolder, 'fake.json'), resultsText(await runFake()));
writeFileSync(matrixFile, renderMatrix(scenarios, readResults()));
