import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { buildPresets } from '@patchbay/cost';
import { environmentOverrides } from '@patchbay/server';
import { describe, expect, test } from 'vitest';
import { recordingIo } from '../test/run-in-process.ts';
import { createProgram } from './create-program.ts';
import { exitCode } from './exit-code.ts';

const page = await readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
const { io } = recordingIo({ cwd: '/' });
const nothing = (): void => undefined;
const program = createProgram({ io, ended: nothing, write: nothing, writeError: nothing });

const optionsOf = (command: Command): readonly (string | undefined)[] => [
  ...command.options.map(({ long }) => long),
  ...command.commands.flatMap(optionsOf),
];

describe('docs/cli.md', () => {
  test('describes every command, option, exit code, preset and variable', () => {
    const words = [
      ...program.commands.map((command) => `## ${command.name()}`),
      ...optionsOf(program),
      ...Object.values(exitCode).map((code) => `| ${code} | `),
      ...buildPresets.map(({ id }) => id),
      ...environmentOverrides.map(({ env }) => env),
    ];
    expect(words.length).toBeGreaterThan(30);
    expect(words.filter((word) => !page.includes(word ?? ''))).toEqual([]);
  });
});
