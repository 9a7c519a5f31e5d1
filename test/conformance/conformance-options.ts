import { parseArgs } from 'node:util';
import { scenarios } from '@patchbay/conformance';

export interface ConformanceOptions {
  readonly provider: string;
  /** Against the vendor's own cloud, or one's own server, with the settings that the environment holds. */
  readonly live: boolean;
  /** Only says what a live run would need and use. */
  readonly dryRun: boolean;
  readonly json: boolean;
  /** Ids of the scenarios to play, in their order. */
  readonly ids: readonly string[];
  readonly help: boolean;
}

export const usage = `npm run conformance -- --provider <id>             every scenario, against a real server or an emulator here
npm run conformance -- --provider <id> --live      the same against the vendor's own cloud, with your account
npm run conformance -- --provider <id> --live --dry-run   what that needs and uses, and nothing else

  --scenario <text>   only scenarios whose id begins so; may be repeated
  --json              one JSON object on standard output`;

/** Throws a `TypeError` for arguments that are none. */
export function readConformanceOptions(args: readonly string[]): ConformanceOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      provider: { type: 'string', default: '' },
      live: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      scenario: { type: 'string', multiple: true, default: [''] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { provider, live, json, help, scenario: beginnings, 'dry-run': dryRun } = values;
  if (provider === '' && !help) throw new TypeError('Say which provider: --provider twilio.');
  if (dryRun && !live) throw new TypeError('--dry-run goes with --live.');
  const ids = scenarios
    .map(({ id }) => id)
    .filter((id) => beginnings.some((beginning) => id.startsWith(beginning)));
  if (ids.length === 0) throw new TypeError(`No scenario begins with ${beginnings.join(' or ')}.`);
  return { provider, live, dryRun, json, ids, help };
}
