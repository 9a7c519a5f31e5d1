import type { PatchbayConfig } from './patchbay-config.ts';

export interface ConfigChange {
  /** Keys that take effect with the next request. */
  readonly applied: readonly string[];
  /** Keys whose new value counts only after a restart; the old one stays in force. */
  readonly needsRestart: readonly string[];
}

const live = [
  'provider',
  'fallback',
  'apiKeys',
  'tickets',
  'consults',
  'compliance',
  'metering',
  'cost',
] as const;
const liveServer = ['allowedOrigins'] as const;
const fixed = ['dataDirectory', 'database', 'secret', 'development'] as const;
const fixedServer = [
  'port',
  'hostname',
  'publicUrl',
  'bodyLimitBytes',
  'signallingFrameBytes',
  'trustedProxies',
  'rateLimits',
] as const;

const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

/** Which keys differ, and which of them can be applied while serving. `started` are the providers with a running backend. */
export function compareConfig(
  before: PatchbayConfig,
  after: PatchbayConfig,
  started: readonly string[],
): ConfigChange {
  const providers = Object.keys({ ...before.providers, ...after.providers }).filter((id) =>
    differ(before.providers[id]?.settings, after.providers[id]?.settings),
  );
  const path = (id: string): string => `providers.${id}`;
  return {
    applied: [
      ...live.filter((key) => differ(before[key], after[key])),
      ...liveServer
        .filter((key) => differ(before.server[key], after.server[key]))
        .map((key) => `server.${key}`),
      ...providers.filter((id) => !started.includes(id)).map(path),
    ],
    needsRestart: [
      ...fixed.filter((key) => differ(before[key], after[key])),
      ...fixedServer
        .filter((key) => differ(before.server[key], after.server[key]))
        .map((key) => `server.${key}`),
      ...providers.filter((id) => started.includes(id)).map(path),
    ],
  };
}

/** The new config with the old values of what needs a restart. */
export function mergeLive(
  before: PatchbayConfig,
  after: PatchbayConfig,
  started: readonly string[],
): PatchbayConfig {
  const kept = Object.fromEntries(
    started.flatMap((id) => (before.providers[id] === undefined ? [] : [[id, before.providers[id]]])),
  );
  return {
    ...after,
    dataDirectory: before.dataDirectory,
    database: before.database,
    secret: before.secret,
    development: before.development,
    ephemeral: before.ephemeral,
    installed: after.installed,
    providers: { ...after.providers, ...kept },
    server: { ...before.server, allowedOrigins: after.server.allowedOrigins },
  };
}
