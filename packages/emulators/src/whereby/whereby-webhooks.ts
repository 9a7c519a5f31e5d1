import { createHmac, randomBytes } from 'node:crypto';
import type { EmulatorLog } from '../emulator-log.ts';
import type { EmulatorSurroundings } from '../running-emulator.ts';
import type { EmulatedClient } from './emulated-client.ts';
import type { EmulatedMeeting } from './emulated-meeting.ts';
import type { WherebyAccount } from './whereby-account.ts';

export interface WherebyWebhooks {
  client(meeting: EmulatedMeeting, client: EmulatedClient, event: 'joined' | 'left'): void;
  session(meeting: EmulatedMeeting, event: 'started' | 'ended'): void;
  /** A fault: nobody is told who left. */
  areLeavesLost: boolean;
  /** Resolves when all that was to be sent has been, or has failed. */
  settled(): Promise<void>;
}

interface WebhookParts extends EmulatorSurroundings {
  readonly account: WherebyAccount;
  readonly log: EmulatorLog;
  /** Set in the vendor's dashboard; undefined for nowhere. */
  readonly webhookUrl: string | undefined;
}

const patienceMilliseconds = 5000;
const attempts = 3;

/** Whereby's webhooks: JSON, signed, one after another; twice again after a server's error or no answer in time. */
export function createWherebyWebhooks(parts: WebhookParts): WherebyWebhooks {
  const { account, fetch, log, now, webhookUrl } = parts;
  let queue = Promise.resolve();

  const post = async (url: string, body: string): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    const signature = signEvent(account.webhookSecret, Math.floor(now() / 1000), body);
    try {
      const signal = AbortSignal.timeout(patienceMilliseconds);
      const signed = { ...headers, 'whereby-signature': signature };
      const response = await fetch(url, { method: 'POST', body, headers: signed, signal });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  };
  const send = (meeting: EmulatedMeeting, type: string, details: object): void => {
    if (webhookUrl === undefined) return;
    const body = JSON.stringify({
      id: randomBytes(32).toString('hex'),
      apiVersion: '1.0',
      createdAt: new Date(now()).toISOString(),
      type,
      data: {
        meetingId: meeting.id,
        roomName: meeting.roomName,
        subdomain: account.subdomain,
        ...details,
      },
    });
    queue = queue.then(async () => {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const status = await post(webhookUrl, body);
        log.add('emulator', `webhook ${type}`, { meeting: meeting.id, status });
        if (status !== 0 && status < 500) return;
      }
    });
  };

  const webhooks: WherebyWebhooks = {
    areLeavesLost: false,
    client: (meeting, client, event) => {
      if (event === 'left' && webhooks.areLeavesLost) return;
      const { id, displayName, externalId, role } = client;
      const roles = Object.groupBy(meeting.clients, (one) => one.role);
      const counts = Object.entries(roles).map(([name, list]) => [name, list.length]);
      send(meeting, `room.client.${event}`, {
        roleName: role,
        displayName,
        participantId: id,
        roomSessionId: meeting.session?.id ?? null,
        numClients: meeting.clients.length,
        numClientsByRoleName: Object.fromEntries(counts),
        isDialIn: false,
        metadata: null,
        externalId: externalId ?? null,
      });
    },
    session: (meeting, event) => send(meeting, `room.session.${event}`, {}),
    settled: () => queue,
  };
  return webhooks;
}

/** `Whereby-Signature`: seconds and body, joined by a dot. */
export function signEvent(secret: string, seconds: number, body: string): string {
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
}
