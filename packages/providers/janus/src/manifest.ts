import type { ProviderManifest, Sourced } from '@patchbay/contract';
import { janusCapabilities } from './janus-capabilities.ts';

const as =
  (confidence: Sourced<unknown>['confidence']) =>
  <Value>(value: Value, source: string, note?: string): Sourced<Value> => {
    const origin = { source, readOn: '2026-11-23', confidence };
    return note === undefined ? { value, ...origin } : { value, ...origin, note };
  };
const [vendor, thirdParty, assumed] = [as('vendor'), as('third-party'), as('assumed')];

const copying = 'github.com/meetecho/janus-gateway, COPYING, v1.4.2 of 2026-04-29';
const commercial = 'The text is GPL-3.0; Meetecho also sells a commercial licence (mainpage.dox).';
const host = 'Third-party note: HIPAA/BAA assessment, July 2026';
const conf = 'Janus 1.1.2, the sample configurations';
const hosts = 'The cloud host signs: AWS by Artifact, Azure by its DPA, GCP by click-through.';
const raw =
  'Raw .mjr files, one per track, on a disk of the covered environment; janus-pp-rec makes them playable.';

/** A Janus that one runs oneself; nobody sells it by the minute. */
export const manifest = {
  id: 'janus',
  name: 'Janus',
  capabilities: janusCapabilities,
  deployments: [
    {
      id: 'self-hosted',
      name: 'Janus, self-hosted',
      kind: 'self-hosted',
      baa: {
        offered: thirdParty('host', host),
        mechanism: thirdParty(hosts, host),
        plans: thirdParty([], host),
        monthlyPrice: thirdParty('0', host),
        covers: assumed(
          ['video', 'recording'],
          'Only Janus is assumed to run inside the covered environment',
          raw,
        ),
        excludes: thirdParty(['Hosts that sign no BAA, such as Hetzner-class hosts'], host),
        requiredSettings: assumed([], 'None was found'),
      },
      rates: [],
      billing: undefined,
      regions: assumed([], 'Wherever one runs it'),
      limits: [
        {
          name: 'participants in a room',
          value: assumed('20', 'Janus has no limit; this is what the adapter offers'),
        },
        {
          name: 'tracks on a room',
          value: vendor('none', 'janus_videoroom.c, v1.1.2', 'Senders are limited per room.'),
        },
        {
          name: 'length of a call',
          value: assumed('12 hours', 'The signed token of a call, chosen by the adapter'),
        },
        {
          name: 'media ports',
          value: vendor('20000-40000/udp', conf, '`rtp_port_range`, as the sample has it.'),
        },
      ],
    },
  ],
  licence: {
    server: vendor('GPL-3.0-only', copying, commercial),
    clientSdk: vendor('MIT', 'janus-gateway 1.4.2, package.json'),
  },
  lifecycle: [],
} as const satisfies ProviderManifest;
