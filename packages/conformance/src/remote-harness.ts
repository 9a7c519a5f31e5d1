import type { Json, ProviderDescriptor, UserKey } from '@patchbay/contract';
import type { SessionEnvironment } from '@patchbay/session';
import type { Assurance, HarnessAbility, HarnessBackend, HarnessRoom, ProviderHarness } from './harness.ts';

/** What a page asks of the harness that runs elsewhere. */
export type HarnessVerb =
  | 'open-room'
  | 'credentials'
  | 'kick'
  | 'end'
  | 'interrupt'
  | 'restore'
  | 'close-room'
  | 'refused-credentials'
  | 'unreachable-credentials';

export interface HarnessArguments {
  readonly room?: string;
  readonly userKey?: UserKey;
  readonly maxParticipants?: number;
  readonly interruption?: string;
}

/** Asks over any road that carries JSON, e.g. a function that Playwright exposes to the page. */
export type HarnessCall = (verb: HarnessVerb, args: HarnessArguments) => Promise<Json>;

export interface RemoteHarnessTerms {
  readonly descriptor: ProviderDescriptor;
  readonly assurance: Assurance;
  readonly mediaIsReal: boolean;
  readonly pagePerPerson?: boolean;
  readonly call: HarnessCall;
  readonly environment?: Partial<SessionEnvironment>;
  /** The same reasons that the harness elsewhere gives. */
  readonly cannot?: Readonly<Partial<Record<HarnessAbility, string>>>;
  /** Where the page itself can cut a connection, as some vendors' SDKs can. */
  readonly interrupt?: (userKey: UserKey) => Promise<() => Promise<void>>;
}

/** A harness in a page whose rooms are kept elsewhere. */
export function createRemoteHarness(terms: RemoteHarnessTerms): ProviderHarness {
  const { descriptor, assurance, mediaIsReal, call, interrupt } = terms;
  const { environment = {}, cannot = {}, pagePerPerson = false } = terms;
  const openRoom = (room: string): HarnessRoom => ({
    credentials: (userKey) => call('credentials', { room, userKey }),
    kick: async (userKey) => void (await call('kick', { room, userKey })),
    end: async () => void (await call('end', { room })),
    interrupt:
      interrupt ??
      (async (userKey) => {
        const interruption = textOf(await call('interrupt', { room, userKey }));
        return async () => void (await call('restore', { interruption }));
      }),
    close: async () => void (await call('close-room', { room })),
  });
  return {
    provider: descriptor.id,
    assurance,
    descriptor,
    environment,
    mediaIsReal,
    pagePerPerson,
    cannot,
    openRoom: async (options = {}) => openRoom(textOf(await call('open-room', options))),
    refusedCredentials: () => call('refused-credentials', {}),
    unreachableCredentials: () => call('unreachable-credentials', {}),
    close: async () => undefined,
  };
}

/** The other end of a remote harness: answers a page's calls from a harness that is here. */
export function answerHarnessCalls(backend: HarnessBackend): HarnessCall {
  const rooms = new Map<string, HarnessRoom>();
  const interruptions = new Map<string, () => Promise<void>>();
  const keep = <Value>(kept: Map<string, Value>, value: Value): string => {
    const id = crypto.randomUUID();
    kept.set(id, value);
    return id;
  };
  const roomOf = ({ room = '' }: HarnessArguments): HarnessRoom => {
    const found = rooms.get(room);
    if (found === undefined) throw new Error('There is no such room in this harness.');
    return found;
  };
  return async (verb, args) => {
    const { userKey = '', interruption = '' } = args;
    switch (verb) {
      case 'open-room':
        return keep(rooms, await backend.openRoom(args));
      case 'credentials':
        return roomOf(args).credentials(userKey);
      case 'kick':
        await roomOf(args).kick(userKey);
        return null;
      case 'end':
        await roomOf(args).end();
        return null;
      case 'interrupt': {
        const restore = await roomOf(args).interrupt?.(userKey);
        if (restore === undefined)
          throw new Error('This harness cannot interrupt, and ought to have said so.');
        return keep(interruptions, restore);
      }
      case 'restore':
        await interruptions.get(interruption)?.();
        interruptions.delete(interruption);
        return null;
      case 'close-room':
        await roomOf(args).close();
        rooms.delete(args.room ?? '');
        return null;
      case 'refused-credentials':
        return backend.refusedCredentials();
      case 'unreachable-credentials':
        return backend.unreachableCredentials();
    }
  };
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  throw new Error('The harness answered with something else than an id.');
}
