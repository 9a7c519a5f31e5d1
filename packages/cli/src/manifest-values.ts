import type { Confidence, IsoDate, ProviderManifest, Sourced } from '@patchbay/contract';

/** One value of a manifest with its place in it, e.g. `deployments.cloud-scale.baa.offered`. */
export interface ManifestValue {
  readonly path: string;
  readonly value: unknown;
  readonly source: string;
  readonly readOn: IsoDate;
  readonly confidence: Confidence;
  readonly note: string | undefined;
}

/** Every sourced value of a manifest, in its order. */
export const manifestValues = (manifest: ProviderManifest): readonly ManifestValue[] => [
  ...valuesIn(manifest, []),
];

function* valuesIn(node: unknown, path: readonly string[]): Generator<ManifestValue> {
  if (typeof node !== 'object' || node === null) return;
  if (isSourced(node)) {
    const { value, source, readOn, confidence, note } = node;
    yield { path: path.join('.'), value, source, readOn, confidence, note };
    return;
  }
  for (const [key, child] of Object.entries(node)) yield* valuesIn(child, [...path, keyOf(node, key, child)]);
}

const isSourced = (node: object): node is Sourced<unknown> =>
  'value' in node && 'source' in node && 'readOn' in node && 'confidence' in node;

/** What people call an entry of a list, where it has a name of its own; else its place. */
function keyOf(parent: object, key: string, child: unknown): string {
  if (!Array.isArray(parent) || typeof child !== 'object' || child === null) return key;
  const named = ['id', 'unit', 'kind', 'name'].map((name) => (child as Record<string, unknown>)[name]);
  return named.find((name) => typeof name === 'string') ?? key;
}
