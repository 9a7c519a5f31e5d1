import { availableParallelism } from 'node:os';
import type { ProviderSettings, SettingSpec, SettingValues } from '@patchbay/contract';
import { z } from 'zod';
import { fail } from '../mediasoup-errors.ts';
import type { IceServers } from '../mediasoup-wire.ts';
import type { WorkerOptions } from './mediasoup-workers.ts';

const optional = (env: string, kind: SettingSpec['kind'], description: string): SettingSpec => ({
  kind,
  description,
  required: false,
  env: `PATCHBAY_MEDIASOUP_${env}`,
});

export const mediasoupSettings = {
  announcedAddress: {
    kind: 'text',
    description: 'The address or host name at which browsers reach the media ports of this server.',
    required: true,
    env: 'PATCHBAY_MEDIASOUP_ANNOUNCED_ADDRESS',
  },
  listenAddress: optional(
    'LISTEN_ADDRESS',
    'text',
    'The address of this machine that media ports are opened on; 0.0.0.0 unless given.',
  ),
  firstPort: optional(
    'FIRST_PORT',
    'text',
    'The first worker takes this port, UDP and TCP, the next worker the next; free ones unless given.',
  ),
  workers: optional('WORKERS', 'text', 'How many worker processes; one for each core unless given.'),
  workerBinary: optional(
    'WORKER_BINARY',
    'text',
    'The path of a mediasoup-worker; the one of the mediasoup package unless given.',
  ),
  iceServers: optional(
    'ICE_SERVERS',
    'json',
    'TURN servers, as a JSON list of RTCIceServer. Every browser gets to see it.',
  ),
} as const satisfies ProviderSettings;

const address = z.string().regex(/^(stuns?|turns?):\S+$/);
const server = z.strictObject({
  urls: z.union([address, z.array(address).min(1)]),
  username: z.string().exactOptional(),
  credential: z.string().exactOptional(),
});
const json = z.string().transform((text) => JSON.parse(text) as unknown);
const schema = z.looseObject({
  announcedAddress: z.string().min(1).max(253),
  listenAddress: z.union([z.ipv4(), z.ipv6()]).default('0.0.0.0'),
  firstPort: z.coerce.number().int().min(1_024).max(65_000).optional(),
  workers: z.coerce.number().int().min(1).max(256).default(availableParallelism),
  workerBinary: z.string().min(1).optional(),
  iceServers: json.pipe(z.array(server)).default([]),
});

/** Throws `invalid-argument` with the names of the settings that are wrong; their text, which may hold secrets, is not passed on. */
export function readSettings(settings: SettingValues): { workers: WorkerOptions; iceServers: IceServers } {
  try {
    const {
      workers: count,
      workerBinary: workerBin,
      iceServers,
      firstPort,
      ...addresses
    } = schema.parse(settings);
    return { workers: { ...addresses, count, workerBin, firstPort }, iceServers };
  } catch (error) {
    const names =
      error instanceof z.ZodError ? error.issues.map(({ path }) => String(path[0])) : ['iceServers'];
    throw fail('invalid-argument', `Correct these settings of mediasoup: ${[...new Set(names)].join(', ')}.`);
  }
}
