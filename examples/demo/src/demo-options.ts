import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** Drive the whole main job in a headless browser and exit. */
  readonly once: boolean;
  /** One JSON object alone on standard output. */
  readonly json: boolean;
  /** The consults' providers in order. */
  readonly providers: readonly string[];
  readonly help: boolean;
}

export const usage = `npm run demo                          a consult in two tabs, until Ctrl-C
npm run demo -- --once                two consults in a headless browser, then the usage report
npm run demo -- --once --json         the same, one JSON object on standard output
npm run demo -- --once --provider a,b the providers of the consults, in order (mesh,livekit unless given)`;

/** Throws a `TypeError` for arguments that are not the demo's. */
export function readDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      provider: { type: 'string', default: 'mesh,livekit' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const providers = values.provider.split(',').filter((name) => name !== '');
  if (providers.length === 0)
    throw new TypeError('--provider needs at least one provider, such as mesh,livekit.');
  return { once: values.once, json: values.json, providers, help: values.help };
}
