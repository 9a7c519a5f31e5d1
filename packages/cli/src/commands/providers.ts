import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';
import { renderCatalogue } from '../render/render-catalogue.ts';

/** Prints all that the manifests of the installed providers say. */
export async function providersCommand(options: GlobalOptions, io: Io): Promise<ExitCode> {
  const { installed } = await readConfigWithoutKeys(options, io);
  const providers = installed.map(({ manifest }) => manifest);
  if (options.json) printJson(io, { providers });
  else io.stdout(renderCatalogue(providers, io));
  return exitCode.ok;
}
