#!/usr/bin/env node
import process from 'node:process';
import { processIo } from './process-io.ts';
import { runPatchbay } from './run-patchbay.ts';

// Not `process.exit`: what was written to a pipe has to get out first.
process.exitCode = await runPatchbay(process.argv.slice(2), processIo());
