import { defaultProviders } from './default-providers.ts';

/** A provider's settings under the names that a server reads them by from its environment; what it does not read is left out. */
export function settingsEnvironment(
  provider: string,
  settings: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const specs = defaultProviders.find(({ manifest }) => manifest.id === provider)?.settings ?? {};
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => {
      const spec = specs[name];
      return spec === undefined ? [] : [[spec.env, value]];
    }),
  );
}
