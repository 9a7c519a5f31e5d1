import { checkClientToken } from './check-vonage-token.ts';
import type { VonageCloud } from './vonage-cloud.ts';
import type { VonageFaults } from './vonage-faults.ts';
import type { HttpAnswer, HttpRequest } from './vonage-rest-api.ts';

/** What a browser's SDK asks by HTTP, through its proxy: the host that it means comes first in the path. */
export function createSessionLookup(cloud: VonageCloud, faults: VonageFaults) {
  const { account, log, now } = cloud.parts;

  const refuse = (code: number, message: string): HttpAnswer => {
    log.add('emulator', 'session refused', { code });
    return { status: 200, body: [{ error: { code, errorMessage: { message } } }] };
  };

  const lookUp = async (sessionId: string, token: string | undefined): Promise<HttpAnswer> => {
    if (faults.refusal !== undefined) return refuse(faults.refusal, 'Refused by a fault');
    const session = cloud.sessions.get(sessionId);
    if (!session) return refuse(404, 'Session not found');
    const claims = await checkClientToken(token, sessionId, account, now());
    if (typeof claims === 'string') return refuse(403, `Token ${claims}`);
    const found = {
      session_id: sessionId,
      partner_id: account.applicationId,
      session_status: 'INTERACTIVE',
      messaging_server_url: 'messaging.emulated',
      messaging_url: 'wss://messaging.emulated/rumorwebsocketsv2',
      media_server_hostname: 'media.emulated',
      symphony_address: 'symphony.emulated',
      ice_servers: [],
      properties: {
        // There is no media server here: browsers send to each other, whatever the session was made for.
        p2p: { preference: { value: 'enabled' } },
        reconnection: true,
        renegotiation: true,
        simulcast: false,
      },
    };
    return { status: 200, body: [found] };
  };

  return async ({ url, headers }: HttpRequest): Promise<HttpAnswer | 'hang up' | undefined> => {
    const [, host = '', kind = '', id = ''] = url.pathname.split('/').map(decodeURIComponent);
    if (host.startsWith('config.')) return { status: 200, body: {} };
    // Telemetry: the SDK sends some with every step.
    if (host.startsWith('hlg.')) return { status: 204 };
    if (!host.startsWith('anvil.') || kind !== 'session') return undefined;
    log.add('sdk', 'session information');
    return faults.silent.has(id) ? 'hang up' : lookUp(id, headers['x-opentok-auth']);
  };
}
