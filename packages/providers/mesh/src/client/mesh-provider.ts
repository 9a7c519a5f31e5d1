import type { VideoProvider } from '@patchbay/contract';
import { meshCapabilities } from '../mesh-capabilities.ts';
import { meshError } from '../mesh-errors.ts';
import type { MeshCredentials } from '../mesh-wire.ts';
import { joinMesh } from './mesh-connection.ts';
import { browserPlatform, type MeshPlatform } from './mesh-platform.ts';

/** The mesh provider's client half. Tests put their own parts in the browser's place. */
export const createMeshProvider = (parts: Partial<MeshPlatform> = {}): VideoProvider => ({
  id: 'mesh',
  capabilities: meshCapabilities,
  async connect({ credentials, signal }, report) {
    const { url, token, participant, iceServers } = (credentials ?? {}) as Partial<MeshCredentials>;
    if (url && token && participant && iceServers) {
      const context = { ...browserPlatform, ...parts, report };
      return joinMesh({ url, token, participant, iceServers }, signal, context);
    }
    throw meshError('ticket-invalid', 'The credentials are not those of mesh: ask for a new ticket.');
  },
});
