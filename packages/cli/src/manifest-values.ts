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

/** What people call an entry of a list, where it has a name of its own; else its place. One of two of a name is told by its place. */
function keyOf(parent: object, key: string, child: unknown): string {
  if (!Array.isArray(parent)) return key;
  const name = nameOf(child);
  if (name === undefined) return key;
  const isShared = parent.filter((other) => nameOf(other) === name).length > 1;
  return isShared ? `${name}-${Number(key) + 1}` : name;
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { id, unit, mediaClass, kind, name } = entry as Readonly<Record<string, unknown>>;
  const metered = typeof unit === 'string' && typeof mediaClass === 'string' ? `${unit}-${mediaClass}` : unit;
  return [id, metered, kind, name].find((text) => typeof text === 'string');
}
