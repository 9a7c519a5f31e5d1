import { type Capabilities, VideoError, type VideoProvider } from '@patchbay/contract';
import type { FakeCloud } from '../fake-cloud.ts';
import { createFakeConnection } from './fake-connection.ts';

/** A provider that meets others in the cloud given. */
export const createFakeVideoProvider = (cloud: FakeCloud, capabilities: Capabilities): VideoProvider => ({
  id: 'fake',
  capabilities,
  connect: async ({ credentials, signal }, report) => {
    // The turn of the network in which a join can be given up.
    await Promise.resolve();
    if (signal.aborted) throw new VideoError('aborted', 'The join was abandoned.', { provider: 'fake' });
    const { room, member } = cloud.enter(credentials, report);
    return createFakeConnection(room, member, cloud);
  },
});
