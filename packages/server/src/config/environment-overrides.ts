/** Text of environment variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Override {
  readonly env: string;
  readonly path: readonly string[];
  readonly read: (text: string) => unknown;
}

const text = (value: string): unknown => value;
const list = (value: string): unknown =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
// What is not a number stays text, so that the schema refuses it under its key.
const number = (value: string): unknown => (/^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value);
const flag = (value: string): unknown =>
  ({ true: true, 1: true, false: false, 0: false })[value.toLowerCase()] ?? value;
const defaultTenantKey = (value: string): unknown => [{ tenant: 'default', key: value }];

/** The variables that set a key of the config whatever the file says. A provider's own are in its settings. */
export const environmentOverrides: readonly Override[] = [
  { env: 'PATCHBAY_PROVIDER', path: ['provider'], read: text },
  { env: 'PATCHBAY_FALLBACK', path: ['fallback'], read: list },
  { env: 'PATCHBAY_SECRET', path: ['secret'], read: text },
  { env: 'PATCHBAY_API_KEY', path: ['apiKeys'], read: defaultTenantKey },
  { env: 'PATCHBAY_DATA_DIRECTORY', path: ['dataDirectory'], read: text },
  { env: 'PATCHBAY_DATABASE_URL', path: ['database', 'url'], read: text },
  { env: 'PATCHBAY_DEVELOPMENT', path: ['development'], read: flag },
  { env: 'PATCHBAY_PORT', path: ['server', 'port'], read: number },
  { env: 'PATCHBAY_HOSTNAME', path: ['server', 'hostname'], read: text },
  { env: 'PATCHBAY_PUBLIC_URL', path: ['server', 'publicUrl'], read: text },
  { env: 'PATCHBAY_ALLOWED_ORIGINS', path: ['server', 'allowedOrigins'], read: list },
  { env: 'PATCHBAY_TRUSTED_PROXIES', path: ['server', 'trustedProxies'], read: number },
];

/** The variable for a key, so that an error can name it. */
export const environmentVariableOf = (path: string): string | undefined =>
  environmentOverrides.find((override) => override.path.join('.') === path)?.env;

/** The input with the environment laid over it; an empty variable counts as unset. The input is not changed. */
export function applyEnvironment(input: unknown, environment: Environment): unknown {
  let result = input;
  for (const override of environmentOverrides) {
    const value = environment[override.env];
    if (value !== undefined && value !== '') result = assign(result, override.path, override.read(value));
  }
  return result;
}

function assign(target: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  // Anything but an object is left for the schema to refuse.
  if (target !== undefined && (typeof target !== 'object' || target === null)) return target;
  const record: Readonly<Record<string, unknown>> = { ...target };
  return { ...record, [key]: assign(record[key], rest, value) };
}
