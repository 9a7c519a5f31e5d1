import type { ProviderConnection, ProviderDescriptor, VideoProvider } from '@patchbay/contract';

/** The window of a frame whose script is `provider-frame.ts`. */
export type FrameWindow = Window & typeof globalThis & { loadProvider?: () => Promise<VideoProvider> };

/**
 * The same provider, but each load in a frame of its own: an SDK that lives once in a page then serves several people in one
 * test. The frame goes when its connection does.
 */
export const inFrames = (descriptor: ProviderDescriptor): ProviderDescriptor => ({
  ...descriptor,
  load: async () => {
    const frame = await openFrame('/provider-frame.html');
    const load = (frame.contentWindow as FrameWindow | null)?.loadProvider;
    if (load === undefined) throw new Error('The frame has no provider.');
    return untilGone(await load(), () => frame.remove());
  },
});

function openFrame(address: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe');
  frame.allow = 'camera; microphone; display-capture; autoplay';
  frame.src = address;
  return new Promise((resolve) => {
    frame.addEventListener('load', () => resolve(frame), { once: true });
    document.body.append(frame);
  });
}

function untilGone(provider: VideoProvider, remove: () => void): VideoProvider {
  const { id, capabilities } = provider;
  return {
    id,
    capabilities,
    connect: async (request, report) => {
      try {
        return removeAfter(await provider.connect(request, report), remove);
      } catch (error) {
        remove();
        throw error;
      }
    },
  };
}

/** By delegation: the connection may well be an object with private state. */
const removeAfter = (connection: ProviderConnection, remove: () => void): ProviderConnection =>
  new Proxy(connection, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== 'disconnect') return value.bind(target);
      return async () => {
        await connection.disconnect();
        remove();
      };
    },
  });
