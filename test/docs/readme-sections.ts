import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderManifest, RateMeter } from '@patchbay/contract';
import { manifest as agora } from '@patchbay/provider-agora/manifest';
import { manifest as daily } from '@patchbay/provider-daily/manifest';
import { manifest as fake } from '@patchbay/provider-fake/manifest';
import { manifest as janus } from '@patchbay/provider-janus/manifest';
import { manifest as livekit } from '@patchbay/provider-livekit/manifest';
import { manifest as mediasoup } from '@patchbay/provider-mediasoup/manifest';
import { manifest as mesh } from '@patchbay/provider-mesh/manifest';
import { manifest as pexip } from '@patchbay/provider-pexip/manifest';
import { manifest as twilio } from '@patchbay/provider-twilio/manifest';
import { manifest as whereby } from '@patchbay/provider-whereby/manifest';
import { manifest as vonage } from '@patchbay/provider-vonage/manifest';
import { manifest as zoom } from '@patchbay/provider-zoom/manifest';

const root = join(import.meta.dirname, '..', '..');
const readText = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Every provider there is, with how far its results here can be trusted. */
const catalogue: readonly { readonly manifest: ProviderManifest; readonly assurance: string }[] = [
  { manifest: mesh, assurance: 'real' },
  { manifest: mediasoup, assurance: 'real' },
  { manifest: janus, assurance: 'real' },
  { manifest: livekit, assurance: 'real; LiveKit Cloud never seen' },
  { manifest: twilio, assurance: 'emulated; Twilio’s cloud never seen' },
  { manifest: vonage, assurance: 'emulated; Vonage’s cloud never seen' },
  { manifest: whereby, assurance: 'emulated; Whereby’s cloud never seen' },
  {
    manifest: zoom,
    assurance: 'fake: a module in the SDK’s place; neither Zoom’s SDK nor its cloud ever ran',
  },
  { manifest: agora, assurance: 'emulated; Agora’s cloud never seen' },
  { manifest: pexip, assurance: 'emulated; Pexip’s nodes never seen' },
  { manifest: daily, assurance: 'emulated: the message channel; Daily’s call machine never seen' },
  { manifest: fake, assurance: 'fake' },
];

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The price that a little usage has. */
function priceText({ unit, mediaClass, unitsPerMinute, tiers }: RateMeter): string {
  const each = unitsPerMinute === undefined ? unit.replace('-', ' ') : 'standard minute';
  return `$${tiers.value[0].price} per ${each}${mediaClass === undefined ? '' : ` (${mediaClass})`}`;
}

function providerTable(): string {
  const rows = catalogue.flatMap(({ manifest, assurance }) =>
    manifest.deployments.map((deployment) => {
      const { offered } = deployment.baa;
      const prices = new Set(deployment.rates.flatMap(({ meters }) => meters.map(priceText)));
      const confidences = new Set(
        deployment.rates.flatMap(({ meters }) => meters.map(({ tiers }) => tiers.confidence)),
      );
      const amber =
        confidences.size === 0 || (confidences.size === 1 && confidences.has('vendor')) ? '' : ' (amber)';
      return row([
        `[${manifest.name}](docs/providers/${manifest.id}.md)`,
        `\`${deployment.id}\``,
        deployment.kind,
        `${offered.value}${offered.confidence === 'vendor' ? '' : ' (amber)'}`,
        prices.size === 0 ? 'none' : `${[...prices].join(', ')}${amber}`,
        assurance,
      ]);
    }),
  );
  return [
    row(['provider', 'deployment', 'kind', 'BAA', 'rate', 'assurance']),
    row(['---', '---', '---', '---', '---', '---']),
    ...rows,
    '',
    "Amber: not read on the vendor's own page, or assumed; `patchbay providers` says which and why.",
  ].join('\n');
}

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

function configDiff(): string {
  const files = ['before', 'after'].map((name) => `examples/switch-provider/patchbay.config.${name}.ts`);
  try {
    execFileSync('git', ['diff', '--no-index', '--unified=1', ...files], { cwd: root, encoding: 'utf8' });
  } catch (error) {
    // Git's way of saying that there is a difference.
    const { status, stdout } = error as { readonly status?: number; readonly stdout?: string };
    if (status !== 1 || stdout === undefined) throw error;
    return stdout.slice(stdout.indexOf('@@'));
  }
  throw new Error('The two configs do not differ.');
}

/** README.md with every generated section as it has to be. */
export function expectedReadme(current: string): string {
  return current
    .replaceAll(
      /<!-- file: (\S+) -->\n```(\w+)\n[\s\S]*?```/g,
      (_, file: string, language: string) => `<!-- file: ${file} -->\n${fenced(language, readText(file))}`,
    )
    .replace(
      /(<!-- diff: \S+ -->\n)```diff\n[\s\S]*?```/,
      (_, marker: string) => marker + fenced('diff', configDiff()),
    )
    .replace(
      /<!-- providers -->[\s\S]*?(?=\nThe \[parity matrix\])/,
      () => `<!-- providers -->\n${providerTable()}\n`,
    );
}
