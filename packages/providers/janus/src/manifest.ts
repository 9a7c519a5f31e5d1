import type { Deployment, ProviderManifest } from '@patchbay/contract';
import { readOnDay } from '@patchbay/contract';
import { janusCapabilities } from './janus-capabilities.ts';

const { vendor, thirdParty, assumed } = readOnDay('2026-11-23');

const copying = 'github.com/meetecho/janus-gateway, COPYING, v1.4.2 of 2026-04-29';
const commercial = 'The text is GPL-3.0; Meetecho also sells a commercial licence (mainpage.dox).';
const host = 'Third-party note: HIPAA/BAA assessment, July 2026';
const conf = 'Janus 1.1.2, the sample of janus.jcfg';
const hosts = 'The cloud host signs: AWS by Artifact, Azure by its DPA, GCP by click-through.';
const inside = 'Only Janus, with the disk it records to, is assumed to run inside the covered environment';

const baa: Deployment['baa'] = {
  offered: thirdParty('host', host),
  mechanism: thirdParty(hosts, host),
  plans: thirdParty([], host),
  monthlyPrice: thirdParty('0', host),
  covers: assumed(['video', 'recording'], inside, 'Raw .mjr files, one per track.'),
  excludes: thirdParty(['Hosts that sign no BAA, such as Hetzner-class hosts'], host),
  requiredSettings: assumed([], 'None was found'),
};

const limits: Deployment['limits'] = [
  { name: 'participants in a room', value: assumed('20', 'Janus has no limit; everybody gets all of it') },
  { name: 'length of a call', value: assumed('12 hours', 'The signed token that the adapter mints') },
  { name: 'media ports', value: vendor('20000-40000/udp', conf, '`rtp_port_range`; any port unless set.') },
];

const anywhere = assumed([], 'Wherever one runs it');
const place = { id: 'self-hosted', name: 'Janus, self-hosted', kind: 'self-hosted' } as const;

/** A Janus that one runs oneself; nobody sells it by the minute. */
export const manifest = {
  id: 'janus',
  name: 'Janus',
  capabilities: janusCapabilities,
  deployments: [{ ...place, baa, rates: [], billing: undefined, regions: anywhere, limits }],
  licence: {
    server: vendor('GPL-3.0-only', copying, commercial),
    clientSdk: vendor('MIT', 'janus-gateway 1.4.2, package.json'),
  },
  lifecycle: [],
} as const satisfies ProviderManifest;
