import type {
  ConnectRequest,
  ProviderConnection,
  ProviderDescriptor,
  ProviderEvent,
  VideoProvider,
} from '@patchbay/contract';

type Report = (event: ProviderEvent) => void;

/** What is wrong with one connection. */
export interface Fault {
  /** What the session is told in place of a fact; nothing when the fact is swallowed. */
  readonly facts?: (
    event: ProviderEvent,
    moment: { readonly isConnected: boolean },
  ) => readonly ProviderEvent[];
  readonly request?: (request: ConnectRequest) => ConnectRequest;
  /** What `connect` rejects with in place of the error. */
  readonly refusal?: (error: unknown) => unknown;
  /** Verbs that are done otherwise. */
  readonly verbs?: (inner: ProviderConnection, report: Report) => Partial<ProviderConnection>;
}

/** The provider, but for the fault. */
export const tamper = (descriptor: ProviderDescriptor, createFault: () => Fault): ProviderDescriptor => ({
  ...descriptor,
  load: async () => tamperProvider(await descriptor.load(), createFault),
});

const tamperProvider = (inner: VideoProvider, createFault: () => Fault): VideoProvider => ({
  id: inner.id,
  capabilities: inner.capabilities,
  connect: async (request, report) => {
    const { facts, refusal = (error) => error, verbs, request: change = (same) => same } = createFault();
    let isConnected = false;
    const altered: Report = (event) => {
      for (const told of facts?.(event, { isConnected }) ?? [event]) report(told);
    };
    try {
      const connection = await inner.connect(change(request), altered);
      isConnected = true;
      return { ...connection, ...verbs?.(connection, report) };
    } catch (error) {
      throw refusal(error);
    }
  },
});
