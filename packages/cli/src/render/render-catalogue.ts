import type { Capabilities, ProviderManifest } from '@patchbay/contract';
import type { Io } from '../io.ts';
import { type ManifestValue, manifestValues } from '../manifest-values.ts';
import { amberLegend, confidenceCell } from './confidence-cell.ts';
import { type Paint, paintOf } from './paint.ts';
import { type Cell, textTable } from './text-table.ts';
import { valueText } from './value-text.ts';

const columns = [
  { heading: 'value' },
  { heading: 'confidence' },
  { heading: 'read on' },
  { heading: 'is [source]' },
];

// What is long comes last, so that the columns before it stay narrow.
const cellsOf = ({ path, value, confidence, readOn, source, note }: ManifestValue): readonly Cell[] => [
  path,
  confidenceCell(confidence),
  readOn,
  `${valueText(value)} [${note === undefined ? source : `${source}; ${note}`}]`,
];

/** The catalogue for people: every value of every manifest, with where it is from. */
export function renderCatalogue(manifests: readonly ProviderManifest[], io: Pick<Io, 'colour'>): string {
  const paint = paintOf(io);
  return [...manifests.map((manifest) => renderManifest(manifest, paint)), `${amberLegend}\n`].join('\n');
}

function renderManifest(manifest: ProviderManifest, paint: Paint): string {
  const { id, name, deployments, capabilities } = manifest;
  const values = manifestValues(manifest);
  const amber = values.filter(({ confidence }) => confidence !== 'vendor').length;
  return [
    `${paint('strong', `${id}: ${name}`)}\n`,
    ...deployments.map((deployment) => `  ${deployment.id}: ${deployment.name} (${deployment.kind})\n`),
    `  can: ${capabilitiesText(capabilities)}\n`,
    `  ${values.length} values, ${amber} of them amber\n\n`,
    textTable(columns, values.map(cellsOf), paint),
  ].join('');
}

function capabilitiesText({ messages, endToEndEncryption, maxParticipants, ...flags }: Capabilities): string {
  const can = Object.entries(flags).filter(([, value]) => value);
  return [
    ...can.map(([name]) => name),
    `messages of ${messages.maxBytes} bytes${messages.directed ? ' also to one participant' : ''}`,
    `endToEndEncryption ${endToEndEncryption}`,
    `${maxParticipants} participants`,
  ].join(', ');
}
