import type { Io } from '../io.ts';
import { type Paint, paintOf } from './paint.ts';

/** What the server found of itself when it began. */
export interface ServingHealth {
  /** `degraded`: a provider does not answer. `failing`: a store does not. */
  readonly status: 'ok' | 'degraded' | 'failing';
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

/** Where a server is, and what it serves with. */
export interface ServingNotice {
  /** Where it listens. */
  readonly url: string;
  /** Where browsers and vendors reach it. */
  readonly publicUrl: string;
  readonly healthUrl: string;
  readonly health: ServingHealth;
  /** Absolute; undefined where the stores are in a database. */
  readonly dataDirectory: string | undefined;
  /** Where it is, without who connects to it; undefined where the stores are files. */
  readonly database: string | undefined;
  /** Undefined for embedded defaults. */
  readonly configFile: string | undefined;
  readonly provider: string;
  readonly fallback: readonly string[];
  /** Made up for this run because `development` is on and no key is set; undefined otherwise. */
  readonly developmentApiKey: string | undefined;
}

/** What `serve` says once it serves. */
export function renderServing(notice: ServingNotice, io: Pick<Io, 'colour'>): string {
  const { url, publicUrl, dataDirectory, database, configFile, provider, fallback, developmentApiKey } =
    notice;
  const paint = paintOf(io);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['public', publicUrl === url ? undefined : publicUrl],
    ['health', healthText(notice, paint)],
    ['data', database ?? dataDirectory],
    ['config', configFile === undefined ? 'embedded defaults' : `${configFile} (watched)`],
    ['provider', [provider, ...fallback].join(', then ')],
    ['API key', developmentApiKey && `${developmentApiKey} (development: made up for this run)`],
  ];
  return [
    `${paint('strong', 'Patchbay serves at')} ${url}\n`,
    ...rows.flatMap(([name, text]) => (text === undefined ? [] : [`  ${name.padEnd(8)}  ${text}\n`])),
    'Ctrl-C stops it.\n',
  ].join('');
}

function healthText({ health, healthUrl }: ServingNotice, paint: Paint): string {
  const tone = { ok: 'ok', degraded: 'amber', failing: 'failed' } as const;
  const faults = health.checks.filter(({ ok }) => !ok).map(({ name, detail }) => `; ${name}: ${detail}`);
  return `${paint(tone[health.status], health.status)} (${healthUrl})${faults.join('')}`;
}
