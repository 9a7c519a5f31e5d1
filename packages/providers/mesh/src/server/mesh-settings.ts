import type { ProviderSettings, SettingValues } from '@patchbay/contract';
import { z } from 'zod';
import { meshError } from '../mesh-errors.ts';
import type { MeshCredentials } from '../mesh-wire.ts';

export const meshSettings: ProviderSettings = {
  iceServers: {
    kind: 'json',
    description: 'STUN and TURN servers as a JSON list of RTCIceServer. Every browser gets to see it.',
    required: false,
    env: 'PATCHBAY_MESH_ICE_SERVERS',
    default: '[]',
  },
};

const url = z.string().regex(/^(stuns?|turns?):\S+$/);
const urls = z.union([url, z.array(url).min(1)]);
const secret = z.string().exactOptional();
const iceServers = z.array(z.strictObject({ urls, username: secret, credential: secret }));

/** Throws `invalid-argument` with the name of the setting; its text, which may hold credentials, is not passed on. */
export function readIceServers({ iceServers: text = '[]' }: SettingValues): MeshCredentials['iceServers'] {
  try {
    return iceServers.parse(JSON.parse(text));
  } catch {
    throw meshError('invalid-argument', 'Set iceServers to a list like [{"urls":"stun:stun.example.org"}].');
  }
}
