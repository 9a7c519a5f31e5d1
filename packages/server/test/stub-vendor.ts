import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  type BackendContext,
  type Capabilities,
  type ProviderBackend,
  type ProviderBackendDescriptor,
  type ProviderObservation,
  type RoomRequest,
  type UsageRequest,
  type VendorUsage,
  VideoError,
  type VideoErrorCode,
  type WebhookRequest,
  type WebhookVerdict,
} from '@patchbay/contract';
import { stubManifest } from './stub-manifest.ts';

/** A vendor in memory, whose server can be switched off. */
export interface StubVendor {
  readonly descriptor: ProviderBackendDescriptor;
  readonly rooms: Map<string, RoomRequest>;
  readonly roster: ProviderObservation[];
  readonly removed: string[];
  readonly calls: string[];
  /** Rooms that are being recorded. */
  readonly recording: Set<string>;
  /** How the vendor names a room; by its own name unless a test says otherwise. */
  nameOf: (request: RoomRequest) => string;
  /** What the last mint was asked for. */
  minted: { readonly room: string; readonly participant: string; readonly userKey: string } | undefined;
  context: BackendContext | undefined;
  /** What it counted; it has no usage API unless this is set before it is started. */
  usage: ((request: UsageRequest) => readonly VendorUsage[]) | undefined;
  /** What every call rejects with; undefined while all is well. */
  failure: VideoErrorCode | undefined;
  /** Calls never settle. */
  silent: boolean;
  /** Awaited in every call, by its verb, before it does anything: for what happens meanwhile. */
  before: (verb: string) => Promise<void>;
  started: number;
  closed: boolean;
}

export const stubSecret = 'stub-webhook-secret';
const tooOldMilliseconds = 300_000;

export const signStub = (body: string, secret = stubSecret): string =>
  createHmac('sha256', secret).update(body).digest('hex');

export function createStubVendor(
  id = 'stub',
  options: { readonly licence?: string; readonly capabilities?: Partial<Capabilities> } = {},
): StubVendor {
  const vendor: StubVendor = {
    rooms: new Map(),
    roster: [],
    removed: [],
    calls: [],
    recording: new Set(),
    nameOf: ({ room }) => room,
    minted: undefined,
    context: undefined,
    usage: undefined,
    failure: undefined,
    silent: false,
    before: () => Promise.resolve(),
    started: 0,
    closed: false,
    descriptor: {
      manifest: stubManifest(id, options.licence, options.capabilities),
      settings: {
        url: { kind: 'url', description: 'Its address.', required: true, env: `${id.toUpperCase()}_URL` },
        secret: {
          kind: 'secret',
          description: 'Signs its webhooks.',
          required: true,
          env: `${id.toUpperCase()}_SECRET`,
          minLength: 8,
        },
        region: {
          kind: 'choice',
          description: 'Where it runs.',
          required: false,
          env: `${id.toUpperCase()}_REGION`,
          default: 'us',
          choices: ['us', 'eu'],
        },
      },
      deploymentOf: () => 'cloud',
      create: (settings, context) => {
        vendor.started += 1;
        vendor.context = context;
        if (settings['url'] === 'https://refuses.example') throw new Error('the vendor SDK refuses');
        return Promise.resolve(backendOf(vendor, id, settings['secret'] ?? ''));
      },
    },
  };
  return vendor;
}

function backendOf(vendor: StubVendor, id: string, secret: string): ProviderBackend {
  const call = async <Value>(verb: string, value: () => Value): Promise<Value> => {
    vendor.calls.push(verb);
    await vendor.before(verb);
    if (vendor.silent) return new Promise<Value>(() => undefined);
    if (vendor.failure !== undefined)
      throw new VideoError(vendor.failure, 'The stub fails.', { provider: id });
    return value();
  };
  return {
    id,
    createRoom: (request) =>
      call('createRoom', () => {
        const name = vendor.nameOf(request);
        vendor.rooms.set(name, request);
        return name;
      }),
    endRoom: (room) => call('endRoom', () => void vendor.rooms.delete(room)),
    mintCredentials: (request) =>
      call('mintCredentials', () => {
        vendor.minted = request;
        return { room: request.room, as: request.participant };
      }),
    removeParticipant: (_room, participant) =>
      call('removeParticipant', () => void vendor.removed.push(participant)),
    listParticipants: (room) =>
      call('listParticipants', () => vendor.roster.filter((observation) => observation.room === room)),
    startRecording: (room) => call('startRecording', () => void vendor.recording.add(room)),
    stopRecording: (room) => call('stopRecording', () => void vendor.recording.delete(room)),
    ...(vendor.usage !== undefined && {
      pullUsage: (request) => call('pullUsage', () => vendor.usage?.(request) ?? []),
    }),
    receiveWebhook: (request) => Promise.resolve(verdictOf(request, secret)),
    check: () =>
      Promise.resolve({ reachable: vendor.failure === undefined, detail: vendor.failure ?? 'It answers.' }),
    close: () => {
      vendor.closed = true;
      return Promise.resolve();
    },
  };
}

function verdictOf({ headers, body, receivedAt }: WebhookRequest, secret: string): WebhookVerdict {
  const signature = headers.get('x-stub-signature');
  if (signature === undefined) return { accepted: false, reason: 'signature-missing' };
  const expected = createHmac('sha256', secret).update(body).digest();
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return { accepted: false, reason: 'signature-invalid' };
  }
  try {
    const { id, sentAt, observations, reply } = JSON.parse(new TextDecoder().decode(body)) as {
      id: string;
      sentAt: number;
      observations: ProviderObservation[];
      reply?: string;
    };
    if (receivedAt - sentAt > tooOldMilliseconds) return { accepted: false, reason: 'too-old' };
    return { accepted: true, deliveryId: id, observations, ...(reply !== undefined && { reply }) };
  } catch {
    return { accepted: false, reason: 'malformed' };
  }
}
