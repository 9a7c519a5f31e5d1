import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import type {
  EmulatedConnection,
  EmulatedSession,
  EmulatedStream,
  SessionEvents,
} from './emulated-session.ts';
import type { VonageCloudParts } from './vonage-cloud.ts';

export interface SessionMonitoring extends SessionEvents {
  /** Where they go; undefined for nowhere. */
  url: string | undefined;
  /** A fault: nobody is told who left. */
  areLeavesLost: boolean;
  /** Resolves when all that was to be sent has been, or has failed. */
  settled(): Promise<void>;
}

/** Vonage's session monitoring: JSON, signed by a token over the body's hash, one after another, each sent once. */
export function createSessionMonitoring(parts: VonageCloudParts): SessionMonitoring {
  const { account, fetch, log, now } = parts;
  let queue = Promise.resolve();

  const send = ({ id: sessionId }: EmulatedSession, event: string, about: object = {}): void => {
    const { url } = monitoring;
    if (url === undefined) return;
    const { applicationId: projectId } = account;
    const body = JSON.stringify({ sessionId, projectId, event, ...about, timestamp: now() });
    queue = queue.then(async () => {
      const authorization = `Bearer ${await signBody(body, account, now())}`;
      const status = await post(fetch, url, body, authorization);
      log.add('emulator', `webhook ${event}`, { session: sessionId, status });
    });
  };

  const monitoring: SessionMonitoring = {
    url: parts.webhookUrl,
    areLeavesLost: false,
    connected: (session, connection) => {
      if (session.connections.size === 1) send(session, 'sessionCreated');
      send(session, 'connectionCreated', { connection: connectionOf(connection) });
    },
    disconnected: (session, connection, reason) => {
      if (monitoring.areLeavesLost) return;
      send(session, 'connectionDestroyed', { connection: connectionOf(connection), reason });
      if (session.connections.size === 0) send(session, 'sessionDestroyed');
    },
    published: (session, stream) => send(session, 'streamCreated', { stream: streamOf(stream) }),
    unpublished: (session, stream, reason) =>
      send(session, 'streamDestroyed', { stream: streamOf(stream), reason }),
    settled: () => queue,
  };
  return monitoring;
}

/** The token that goes with a delivery. */
export function signBody(
  body: string,
  { signatureSecret, apiKey, applicationId }: VonageCloudParts['account'],
  at: number,
): Promise<string> {
  const payload_hash = createHash('sha256').update(body).digest('hex');
  return new SignJWT({ payload_hash, api_key: apiKey, application_id: applicationId })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer('Vonage')
    .setIssuedAt(Math.floor(at / 1000))
    .setJti(crypto.randomUUID())
    .sign(Buffer.from(signatureSecret));
}

const connectionOf = ({ id, createdAt, data }: EmulatedConnection) => ({ id, createdAt, data });

const streamOf = ({ content: { id, name = '' }, owner, createdAt }: EmulatedStream) => ({
  id,
  name,
  createdAt,
  videoType: 'custom',
  connection: connectionOf(owner),
});

/** The HTTP status; 0 when nobody answered. */
async function post(send: typeof fetch, url: string, body: string, authorization: string): Promise<number> {
  try {
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await send(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
