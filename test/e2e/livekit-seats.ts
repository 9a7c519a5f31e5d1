import type { JoinTicket, ProviderBackend } from '@patchbay/contract';
import { manifest } from '@patchbay/provider-livekit/manifest';
import { livekitBackend } from '@patchbay/provider-livekit/server';
import { AccessToken } from 'livekit-server-sdk';
import type { RunningLivekitServer } from '../servers/livekit-server.ts';

/** Rooms and seats on a running LiveKit server, for Patchbay pages and for pages of raw livekit-client. */
export interface LivekitSeats {
  readonly backend: ProviderBackend;
  openRoom(): Promise<string>;
  ticket(room: string, userKey: string): Promise<JoinTicket>;
  rawToken(room: string, identity: string): Promise<string>;
}

const ttlSeconds = 600;

export async function livekitSeats({ url, apiKey, apiSecret }: RunningLivekitServer): Promise<LivekitSeats> {
  const backend = await livekitBackend.create(
    { url, apiKey, apiSecret, deployment: 'self-hosted' },
    {
      publicUrl: 'http://127.0.0.1',
      fetch: globalThis.fetch,
      now: Date.now,
      randomId: () => crypto.randomUUID(),
      seal: () => Promise.reject(new Error('The LiveKit backend seals nothing.')),
      open: () => Promise.resolve(undefined),
      participantsOf: async () => [],
      connections: { remember: async () => undefined, in: async () => new Map() },
      observe: () => undefined,
    },
  );
  return {
    backend,
    async openRoom() {
      const room = crypto.randomUUID();
      await backend.createRoom({ room, maxParticipants: 4, emptyTimeoutSeconds: 60 });
      return room;
    },
    async ticket(room, userKey) {
      const credentials = await backend.mintCredentials({
        room,
        participant: crypto.randomUUID(),
        userKey,
        ttlSeconds,
      });
      return {
        version: 1,
        consultId: room,
        provider: 'livekit',
        capabilities: manifest.capabilities,
        credentials,
        participant: { userKey },
        // Nobody listens there: what a meter that is down costs is part of what is measured.
        metering: { endpoint: 'http://127.0.0.1:9/v1/heartbeats', token: 'none', intervalSeconds: 15 },
        expiresAt: Date.now() + ttlSeconds * 1000,
      };
    },
    async rawToken(room, identity) {
      const token = new AccessToken(apiKey, apiSecret, { identity, ttl: ttlSeconds });
      token.addGrant({ room, roomJoin: true });
      return token.toJwt();
    },
  };
}
